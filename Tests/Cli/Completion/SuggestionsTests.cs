using Gexia.Cli;
using Gexia.Cli.Completion;

namespace Gexia.Tests.Cli.Completion;

public class SuggestionsTests
{
    private static string[] Of(params string[] words)
    {
        using var terminal = new Terminal(TextReader.Null, TextWriter.Null, TextWriter.Null);
        return [.. Suggestions.For(CommandLine.Root(terminal), words).Select(line => line.Split('\t')[0])];
    }

    [Theory]
    [InlineData("tra", "train")]
    [InlineData("convert --dtype ", "bfloat16 float16 float32")]
    [InlineData("convert --dtype b", "bfloat16")]
    [InlineData("convert --dtype=b", "--dtype=bfloat16")]
    [InlineData("train --res", "--resume")]
    [InlineData("train --resume --res", "")]                    // said already
    [InlineData("train --set a=1 --se", "--set")]               // may be repeated
    [InlineData("train ", ":file")]
    [InlineData("train a.json ", "")]                           // takes one
    [InlineData("eval run --videos ", ":folder")]
    [InlineData("eval run --iter ", "")]                        // a value that nobody can guess
    [InlineData("embed --image a.png b", ":file")]              // takes several
    [InlineData("classify a.png ", ":file")]
    [InlineData("completion z", "zsh")]
    [InlineData("info -- --j", ":folder")]                      // behind -- everything is a name
    [InlineData("trian --re", "")]
    [InlineData("train --quie", "--quiet")]
    public void What_may_stand_there_is_offered(string line, string expected) =>
        Assert.Equal(expected, string.Join(' ', Of(line.Split(' '))));

    [Fact]
    public void Every_verb_is_offered_with_what_it_does()
    {
        var result = CliResult.Run(Suggestions.Directive, "");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal(
            CommandLineTests.Verbs(CliResult.Run("--help").Out),
            result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[0]));
        Assert.All(
            result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.True(line.Split('\t')[1].Length > 10, line));
    }

    [Fact]
    public void No_words_are_too_strange()
    {
        foreach (var word in (string[])["", "-", "--", "---", "=", "--=", "--dtype=", "\0", "\u001b[2J", "é", "$(id)", new('x', 100_000)])
        {
            _ = Of(word);
            _ = Of("convert", word);
            _ = Of("convert", word, "--dtype", word);
        }
        Assert.Empty(Of("convert", "$(id)", "--dtype", "$(id)"));
    }
}
