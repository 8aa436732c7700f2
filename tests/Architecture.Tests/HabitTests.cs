using System.Text.RegularExpressions;
using PeerActors.Architecture.Tests.Scanning;

namespace PeerActors.Architecture.Tests;

public sealed class HabitTests
{
    private const string Gateway = "src/Actors/Peer/PeerGateway.cs";

    private static readonly Regex Later = Pattern.Of(@"\b(TODO|FIXME|HACK|XXX)\b", RegexOptions.IgnoreCase);
    private static readonly Regex Asks = Pattern.Of(@"\.\s*Ask\s*(<|\(\s*[^)\s])");
    private static readonly Regex EmptyCatch = Pattern.Of(@"\bcatch\b\s*(\((?<type>[\w.]+)[^)]*\))?\s*(when\s*\(((?>[^()]+)|(?<open>\()|(?<-open>\)))*(?(open)(?!))\))?\s*\{\s*\}");
    private static readonly Regex TestNamespaces = Pattern.Of(@"\bPeerActors\.(TestKit|Scenarios|Interop|Benchmarks|\w+\.Tests)\b|\bXunit\b|\bFsCheck\b");
    private static readonly Regex TestReferences = Pattern.Of("Reference Include=\"([^\"]*tests[/\\\\]|xunit|FsCheck|Microsoft\\.NET\\.Test)");

    [Fact]
    public void Nothing_is_left_to_do_later()
    {
        var files = Repository.Source("src").Concat(Repository.Source("tests")).Concat(Repository.Files("config", "*.conf"))
            .Where(static f => f.Path != "tests/Architecture.Tests/HabitTests.cs");
        Finding.None(files.SelectMany(static f => f.FindInText(Later)), "Work is done or is an issue, not a comment.");
    }

    [Fact]
    public void Only_the_gateway_asks() =>
        Finding.None(Repository.Source("src").Where(static f => f.Path != Gateway).SelectMany(static f => f.Find(Asks)), "Only PeerGateway asks; actors tell.");

    [Fact]
    public void The_gateway_does_ask() => Assert.NotEmpty(Repository.Source("src").Single(static f => f.Path == Gateway).Find(Asks));

    [Fact]
    public void No_failure_is_swallowed_without_a_word() => Finding.None(
        Repository.Source("src").SelectMany(Swallowed), "A catch does something, or names the one kind of failure that needs nothing done and says why in a comment.");

    [Fact]
    public void No_production_code_names_the_tests() =>
        Finding.None(Repository.Source("src").SelectMany(static f => f.Find(TestNamespaces)), "Nothing in src knows tests.");

    [Fact]
    public void No_production_project_refers_to_a_test_project() =>
        Finding.None(Repository.Files("src", "*.csproj").SelectMany(static f => f.FindInText(TestReferences)), "Nothing in src refers to tests.");

    [Theory]
    [InlineData("// TODO: x", 1)]
    [InlineData("/* fixme */", 1)]
    [InlineData("# XXX later", 1)]
    [InlineData("todos; AXXX", 0)]
    public void Later_is_recognised(string text, int count) => Assert.Equal(count, new SourceFile("a.cs", text).FindInText(Later).Count());

    [Theory]
    [InlineData("x.Ask<int>(1)", 1)]
    [InlineData("x.Ask(1)", 1)]
    [InlineData("_gateway.Asked(1); Ask<int>(1); _own.Ask(); // x.Ask<int>(1)", 0)]
    public void Asking_is_recognised(string code, int count) => Assert.Equal(count, new SourceFile("a.cs", code).Find(Asks).Count());

    [Theory]
    [InlineData("try { } catch { }", 1)]
    [InlineData("try { } catch (IOException) { }", 1)]
    [InlineData("try { } catch (IOException e) when (A(e) && (b || c)) { }", 1)]
    [InlineData("try { } catch { /* why */ }", 1)]
    [InlineData("try { } catch (Exception) { /* why */ }", 1)]
    [InlineData("try { } catch (Exception e) when (A(e)) { /* why */ }", 1)]
    [InlineData("try { } catch (IOException) { /* why */ }", 0)]
    [InlineData("try { } catch (IOException) when (A(b)) { // why\n }", 0)]
    [InlineData("try { } catch (IOException e) { Say(e); } class A { }", 0)]
    public void Swallowing_is_recognised(string code, int count) => Assert.Equal(count, Swallowed(new SourceFile("a.cs", code)).Count());

    [Theory]
    [InlineData("using PeerActors.TestKit;", 1)]
    [InlineData("PeerActors.Actors.Tests.X", 1)]
    [InlineData("using Xunit;", 1)]
    [InlineData("PeerActors.Actors.Testing", 0)]
    public void Naming_the_tests_is_recognised(string code, int count) => Assert.Equal(count, new SourceFile("a.cs", code).Find(TestNamespaces).Count());

    [Theory]
    [InlineData("<ProjectReference Include=\"../../tests/TestKit/PeerActors.TestKit.csproj\" />", 1)]
    [InlineData("<PackageReference Include=\"xunit\" />", 1)]
    [InlineData("<InternalsVisibleTo Include=\"PeerActors.Actors.Tests\" />", 0)]
    public void Referring_to_tests_is_recognised(string project, int count) => Assert.Equal(count, new SourceFile("a.csproj", project).FindInText(TestReferences).Count());

    private static IEnumerable<Finding> Swallowed(SourceFile file)
    {
        foreach (Match swallowing in EmptyCatch.Matches(file.Code))
        {
            var isOneKind = swallowing.Groups["type"].Value is not ("" or "Exception" or "System.Exception");
            var saysWhy = file.Text.AsSpan(swallowing.Index, swallowing.Length).ContainsAny(System.Buffers.SearchValues.Create(["//", "/*"], StringComparison.Ordinal));
            if (!isOneKind || !saysWhy) yield return new Finding(file.Path, file.Code.AsSpan(0, swallowing.Index).Count('\n') + 1, "a catch that does nothing");
        }
    }
}
