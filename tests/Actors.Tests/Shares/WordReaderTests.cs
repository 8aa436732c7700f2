using System.Text;
using PeerActors.Actors.Shares;

namespace PeerActors.Actors.Tests.Shares;

public sealed class WordReaderTests
{
    [Theory]
    [InlineData("Blue Train (1957).flac", "blue train 1957 flac")]
    [InlineData("  a--b__c\n\td\\e ", "a b c d e")]
    [InlineData("Straße ÆON Øre Łódź Đorđe œuvre þing", "strasse aeon ore lodz dorde oeuvre thing")]
    [InlineData("ПЁТР Йод Їжак", "петр иод іжак")]
    [InlineData("Ἀθῆναι ΣΟΦΟΣ σοφος", "αθηναι σοφοσ σοφοσ")]
    [InlineData("İstanbul ISTANBUL ılık", "istanbul istanbul ilik")]
    [InlineData("ガギグ ぱ", "カキク は")]
    [InlineData("ＡＢＣ１２", "abc12")]
    [InlineData("ﬁle ﬃx", "file ffix")]
    [InlineData("soft\u00ADhyphen zero\u200Dwidth", "softhyphen zerowidth")]
    [InlineData("𐐀𐐁 😀x", "𐐨𐐩 x")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("... --- !!!", "")]
    [InlineData("\u0301\u0308", "")]
    public void Text_is_cut_into_folded_words(string text, string expected) => Assert.Equal(expected, string.Join(' ', Words(text)));

    [Theory]
    [InlineData("é", "e\u0301")]
    [InlineData("Ệ", "E\u0323\u0302")]
    [InlineData("Å", "A\u030A")]
    [InlineData("ǻ", "a\u030A\u0301")]
    [InlineData("ΐ", "ι\u0308\u0301")]
    [InlineData("ᾧ", "ω\u0314\u0342\u0345")]
    [InlineData("й", "и\u0306")]
    [InlineData("Ї", "І\u0308")]
    [InlineData("が", "か\u3099")]
    [InlineData("ポ", "ホ\u309A")]
    [InlineData("한글", "\u1112\u1161\u11AB\u1100\u1173\u11AF")]
    [InlineData("가", "\u1100\u1161")]
    [InlineData("שׁ", "ש\u05C1")]
    [InlineData("آ", "ا\u0653")]
    public void A_composed_name_and_a_decomposed_one_are_the_same_word(string composed, string decomposed) =>
        Assert.Equal(Words(composed), Words(decomposed));

    [Fact]
    public void Bytes_that_are_no_UTF8_end_a_word_and_belong_to_none()
    {
        byte[] text = [.. "blue"u8, 0xFF, 0xC3, .. "train"u8, 0xE2, 0x82];
        Assert.Equal(["blue", "train"], Words(text));
    }

    [Fact]
    public void A_word_of_any_length_is_known_by_its_beginning()
    {
        var word = Assert.Single(Words(new string('ﬃ', 5000)));
        Assert.Equal(WordReader.MaxWordChars, word.Length);
        Assert.All(word, static c => Assert.Contains(c, "fi"));
    }

    [Fact]
    public void Every_letter_of_the_table_folds_to_something_that_folds_to_itself()
    {
        for (var code = 0x80; code <= char.MaxValue; code++)
        {
            if (char.IsSurrogate((char)code)) continue;
            var once = string.Concat(Words(((char)code).ToString()));
            Assert.Equal(once, string.Concat(Words(once)));
        }
    }

    internal static List<string> Words(string text) => Words(Encoding.UTF8.GetBytes(text));

    private static List<string> Words(byte[] text)
    {
        var reader = new WordReader(text, new char[WordReader.BufferChars]);
        var words = new List<string>();
        while (reader.TryRead(out var word)) words.Add(word.ToString());
        return words;
    }
}
