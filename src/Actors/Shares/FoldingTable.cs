using System.Collections.Immutable;

namespace PeerActors.Actors.Shares;

/// <summary>The data behind <see cref="WordFolding"/>.</summary>
internal static class FoldingTable
{
    /// <summary>
    /// What lowercase letters are searched as: the plain form, a space, and the letters that fold to it. Made from the canonical
    /// decompositions of Unicode 14, plus the letters that have none although people type them without their stroke or ligature.
    /// </summary>
    public static readonly ImmutableArray<string> Lines =
    [
        // Latin
        "a àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ; ae æǣǽ; b ḃḅḇ; c çćĉċčḉ; d ðďđḋḍḏḑḓ; dz ǆǳ",
        "e èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ; f ḟ; ff ﬀ; ffi ﬃ; ffl ﬄ; fi ﬁ; fl ﬂ; g ĝğġģǧǵḡ; h ĥħȟḣḥḧḩḫẖ",
        "i ìíîïĩīĭįİıǐȉȋḭḯỉị; ij ĳ; j ĵǰ; k ķĸǩḱḳḵ; l ĺļľŀłḷḹḻḽ; lj ǉ; m ḿṁṃ; n ñńņňŉŋǹṅṇṉṋ; nj ǌ",
        "o òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ; oe œ; p ṕṗ; r ŕŗřȑȓṙṛṝṟ; s śŝşšſșṡṣṥṧṩẛ; ss ß; st ﬅﬆ",
        "t ţťŧțṫṭṯṱẗ; th þ; u ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự; v ṽṿ; w ŵẁẃẅẇẉẘ; x ẋẍ; y ýÿŷȳẏẙỳỵỷỹ; z źżžẑẓẕ",
        "ʒ ǯ",
        // Greek
        "ʹ ʹ; α άἀἁἂἃἄἅἆἇὰάᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ; ε έἐἑἒἓἔἕὲέ; η ήἠἡἢἣἤἥἦἧὴήᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ; ι ΐίϊἰἱἲἳἴἵἶἷὶίιῐῑῒΐῖῗ",
        "ο όὀὁὂὃὄὅὸό; ρ ῤῥ; σ ς; υ ΰϋύὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ; ω ώὠὡὢὣὤὥὦὧὼώᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ; ϒ ϓϔ",
        // Cyrillic
        "а ӑӓ; г ѓ; е ѐёӗ; ж ӂӝ; з ӟ; и йѝӣӥ; к ќ; о ӧ; у ўӯӱӳ; ч ӵ; ы ӹ; э ӭ; і ї; ѵ ѷ; ә ӛ; ө ӫ",
        // Kana
        "う ゔ; か が; き ぎ; く ぐ; け げ; こ ご; さ ざ; し じ; す ず; せ ぜ; そ ぞ; た だ; ち ぢ; つ づ; て で; と ど; は ばぱ; ひ びぴ; ふ ぶぷ",
        "へ べぺ; ほ ぼぽ; ゝ ゞ; ウ ヴ; カ ガ; キ ギ; ク グ; ケ ゲ; コ ゴ; サ ザ; シ ジ; ス ズ; セ ゼ; ソ ゾ; タ ダ; チ ヂ; ツ ヅ; テ デ; ト ド",
        "ハ バパ; ヒ ビピ; フ ブプ; ヘ ベペ; ホ ボポ; ワ ヷ; ヰ ヸ; ヱ ヹ; ヲ ヺ; ヽ ヾ",
        // Arabic and Hebrew
        "א אַאָאּ; ב בּבֿ; ג גּ; ד דּ; ה הּ; ו וּוֹ; ז זּ; ט טּ; י יִיּ; ך ךּ; כ כּכֿ; ל לּ; מ מּ; נ נּ; ס סּ; ף ףּ; פ פּפֿ; צ צּ; ק קּ",
        "ר רּ; ש שׁשׂשּׁשּׂשּ; ת תּ; ײ ײַ; ا آأإ; و ؤ; ي ئ; ہ ۂ; ے ۓ; ە ۀ",
    ];
}
