namespace Gexia.Tests.Cli;

public class CommandLineTests
{
    [Theory]
    [InlineData("tokenise", "'tokenize'")]
    [InlineData("--jsom", "'--json'")]
    public void A_mistyped_word_gets_one_line_with_the_nearest_known_one(string word, string expected)
    {
        var line = CliResult.Run(word).OneErrorLine(2);
        Assert.Contains(expected, line);
        Assert.Contains($"'{word}'", line);
    }

    [Fact]
    public void No_verb_at_all_shows_the_help_as_an_error()
    {
        var result = CliResult.Run();
        Assert.Equal((2, ""), (result.Code, result.Out));
        Assert.Contains("tokenize", result.Error);
    }

    [Fact]
    public void A_required_option_is_asked_for() => Assert.Contains("--out", CliResult.Run("synth").OneErrorLine(2));

    [Fact]
    public void Every_verb_has_help_with_examples()
    {
        var root = CliResult.Run("--help");
        Assert.Equal(0, root.Code);
        foreach (var verb in Verbs(root.Out))
        {
            var help = CliResult.Run(verb, "--help");
            Assert.Equal((0, ""), (help.Code, help.Error));
            Assert.Matches($@"Examples:\n(  .*\n)*  .*gexia {verb}", help.Out);
        }
    }

    [Fact]
    public void Info_says_what_runs_here()
    {
        var facts = CliResult.Run("info", "--json").Json;
        foreach (var key in (string[])["version", "runtime", "system", "processors", "threads", "simd", "ffmpeg"])
            Assert.True(facts.TryGetProperty(key, out _), key);
        Assert.Contains(facts.GetProperty("simd").GetString()!, CliResult.Run("info").Out);
    }

    [Fact]
    public void A_response_file_is_no_way_in() =>
        Assert.Contains("'@/etc/hostname'", CliResult.Run("@/etc/hostname").OneErrorLine(2));

    internal static IEnumerable<string> Verbs(string help) =>
        from line in help[help.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Skip(1).TakeWhile(line => line.Length > 0)
        select line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
}
