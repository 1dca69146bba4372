using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>Wrong command lines, each with the one line that says what is wrong.</summary>
public class RefusalTests
{
    [Theory]
    [InlineData("trian", "there is no verb 'trian'. Did you mean 'train'? See 'gexia --help'.")]
    [InlineData("tokenise", "there is no verb 'tokenise'. Did you mean 'tokenize'? See 'gexia --help'.")]
    [InlineData("evaluate", "there is no verb 'evaluate'. Did you mean 'eval'? See 'gexia --help'.")]
    [InlineData("EVAL run", "there is no verb 'EVAL'. Did you mean 'eval'? See 'gexia --help'.")]
    [InlineData("--jsn", "there is no option '--jsn'. Did you mean '--json'? See 'gexia --help'.")]
    [InlineData("eval r --pair a --videos b", "eval has no option '--pair'. Did you mean '--pairs'? See 'gexia eval --help'.")]
    [InlineData("synth --otu x", "synth has no option '--otu'. Did you mean '--out'? See 'gexia synth --help'.")]
    [InlineData("synth --output=x", "synth has no option '--output'. Did you mean '--out'? See 'gexia synth --help'.")]
    [InlineData("frames --prob x.mp4", "frames has no option '--prob'. Did you mean '--probe'? See 'gexia frames --help'.")]
    [InlineData("eval", "eval needs RUN. See 'gexia eval --help'.")]
    [InlineData("parity", "parity needs --model PATH and --reference FILE. See 'gexia parity --help'.")]
    [InlineData("check", "check needs PAIRS. See 'gexia check --help'.")]
    [InlineData("embed --out a", "embed needs --model PATH. See 'gexia embed --help'.")]
    [InlineData("eval run a b", "eval takes no further argument: 'a' is one too many. See 'gexia eval --help'.")]
    [InlineData("tokenize a", "tokenize takes options only, and 'a' is none. See 'gexia tokenize --help'.")]
    [InlineData("frames x --out o -- --foo", "frames takes no further argument: '--foo' is one too many. See 'gexia frames --help'.")]
    [InlineData("frames x --count abc", "--count takes a whole number; got 'abc'. See 'gexia frames --help'.")]
    [InlineData("frames x --start abc", "--start takes a number, such as 2.5; got 'abc'. See 'gexia frames --help'.")]
    [InlineData("frames x --count 0", "--count must lie between 1 and 100000; got 0. See 'gexia frames --help'.")]
    [InlineData("frames x --count", "--count needs a value. See 'gexia frames --help'.")]
    [InlineData("frames x --count 3 --count 4", "--count is given 2 times ('3', '4'); say it once. See 'gexia frames --help'.")]
    [InlineData(
        "convert --model a --out b --dtype float8",
        "--dtype takes one of float32, float16, bfloat16; got 'float8'. See 'gexia convert --help'.")]
    [InlineData(
        "convert --model a --out b --dtype flaot16",
        "--dtype takes one of float32, float16, bfloat16; got 'flaot16'. Did you mean 'float16'? See 'gexia convert --help'.")]
    [InlineData(
        "@nothing.rsp",
        "'@nothing.rsp' looks like a response file, but there is no file 'nothing.rsp', and response files are not read: write its words "
        + "here. See 'gexia --help'.")]
    public void A_wrong_command_line_is_refused_in_one_plain_line(string line, string expected) =>
        Assert.Equal($"gexia: {expected}", CliResult.Run(line.Split(' ')).OneErrorLine(2));

    [Fact]
    public void A_word_like_nothing_is_answered_with_all_verbs() =>
        Assert.Contains("Verbs: demo, reproduce, analyze, train, ", CliResult.Run("xyzzy").OneErrorLine(2));

    [Theory]
    [InlineData("eval RUN --pairs DIR --videos DIR", "{0}/d: is a folder, not a file (--pairs FILE).")]
    [InlineData("eval DIR --pairs FILE --videos FILE", "{0}/f: is a file, not a folder (--videos DIR).")]
    [InlineData("eval FILE --pairs FILE --videos DIR", "{0}/f: is a file, not a folder (RUN).")]
    [InlineData("eval DIR --pairs NONE --videos DIR", "{0}/n: no such file (--pairs FILE).")]
    [InlineData("eval DIR --pairs FILE --videos NONE", "{0}/n: no such folder (--videos DIR).")]
    [InlineData("info NONE", "{0}/n: no such folder (RUN).")]
    [InlineData("info --weights DIR", "{0}/d: is a folder, not a file (--weights FILE).")]
    [InlineData("frames DIR --probe", "{0}/d: is a folder, not a file (FILE).")]
    [InlineData("train NONE", "{0}/n: no such file or folder (CONFIG).")]
    [InlineData("synth --out FILE", "{0}/f: is a file, not a folder (--out DIR).")]
    [InlineData("embed --model DIR --text a --out DIR", "{0}/d: is a folder, not a file (--out FILE).")]
    [InlineData("classify --model NONE --labels FILE x", "{0}/n: no such file or folder (--model PATH).")]
    [InlineData("expand --pairs FILE --plan DIR --out NONE", "{0}/d: is a folder, not a file (--plan FILE).")]
    public void A_path_that_leads_elsewhere_is_named_with_its_option(string line, string expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("f", "");
        Directory.CreateDirectory(folder.File("d"));
        string[] words =
        [
            .. line.Split(' ').Select(word =>
                word switch { "DIR" or "RUN" => folder.File("d"), "FILE" => folder.File("f"), "NONE" => folder.File("n"), _ => word })
        ];
        Assert.Equal($"gexia: {string.Format(expected, folder.Path)}", CliResult.Run(words).OneErrorLine(3));
    }

    [Fact]
    public void A_missing_response_file_in_the_place_of_a_path_is_named_as_such() =>
        Assert.Contains(
            "@none: no such file (--pairs FILE). Response files are not read",
            CliResult.Run("expand", "--pairs", "@none", "--out", "x").OneErrorLine(3));

    [Theory]
    [InlineData("train", "trian", true)]
    [InlineData("embed", "embde", true)]
    [InlineData("--quiet", "--queit", true)]
    [InlineData("frames", "f", false)]
    [InlineData("info", "demo", false)]
    [InlineData("eval", "", false)]
    public void Only_a_word_that_may_be_meant_is_proposed(string known, string typed, bool isSimilar) =>
        Assert.Equal(isSimilar ? known : null, Nearest.Similar(typed, [known]));
}
