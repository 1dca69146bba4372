using Gexia.Data.Text;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

public class TokenizeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TokenizeTests() => new WordTokenizer(["a", "cat", "jumps"]).Save(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Json_lines_in_json_lines_out()
    {
        var result = CliResult.RunWith("{\"text\":\"a cat\"}\n\n{\"text\":\"\"}\n", "tokenize", "--vocab", folder.Path, "--jsonl");
        Assert.Equal((0, "{\"schema\":1,\"ids\":[2,3]}\n{\"schema\":1,\"ids\":[]}\n", ""), (result.Code, result.Out, result.Error));
    }

    [Fact]
    public void Special_adds_the_start_and_end_tokens() =>
        Assert.Equal("1 2 4 5\n", CliResult.RunWith("a jumps", "tokenize", "--vocab", folder.Path, "--special").Out);

    [Fact]
    public void A_caption_of_a_hundred_thousand_characters_is_no_trouble()
    {
        var text = string.Concat(Enumerable.Repeat("cat ", 25_000));
        var result = CliResult.RunWith($"{{\"text\":\"{text}\"}}", "tokenize", "--vocab", folder.Path, "--jsonl");
        Assert.Equal(25_000, result.Json.GetProperty("ids").GetArrayLength());
    }

    [Theory]
    [InlineData("{\"text\":3}")]
    [InlineData("[\"text\"]")]
    [InlineData("{\"text\":\"a\"")]
    [InlineData("{\"text\":\"\\ud800\"}")]
    [InlineData("{\"text\":\"a dog\"}")]
    public void A_bad_line_is_named_and_ends_the_run(string line)
    {
        var result = CliResult.RunWith("{\"text\":\"a\"}\n" + line, "tokenize", "--vocab", folder.Path, "--jsonl");
        Assert.Equal((3, "{\"schema\":1,\"ids\":[2]}\n"), (result.Code, result.Out));
        Assert.Contains("line 2", result.Error);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_missing_vocabulary_is_named() =>
        Assert.Contains(folder.File("nope"), CliResult.Run("tokenize", "--vocab", folder.File("nope")).OneErrorLine(3));

    [Fact]
    public void Nothing_in_is_nothing_found() => Assert.Equal(1, CliResult.Run("tokenize", "--vocab", folder.Path).Code);

    [Fact]
    public void Cancellation_ends_with_130()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Contains("cancelled", CliResult.RunWith("a", source.Token, "tokenize", "--vocab", folder.Path).OneErrorLine(130));
    }

    [Fact]
    public void Without_a_vocabulary_CLIPs_own_is_used() => Assert.Equal("320 2368", CliResult.RunWith("a cat\n", "tokenize").Out.Trim());
}
