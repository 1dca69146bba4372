using System.Text;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>Texts for <c>gexia search</c> out of files and standard input: one answer a line, in order, whatever the lines hold.</summary>
public sealed class SearchQueriesTests : IDisposable
{
    private static readonly string Long = string.Join(' ', Enumerable.Repeat("square", 10_000 / 7));

    private readonly TemporaryFolder folder = new();
    private readonly string model, videos;

    public SearchQueriesTests()
    {
        (model, videos) = (TinyClip.Write(folder.File("clip")), folder.File("videos"));
        Assert.Equal(0, CliResult.Run("synth", "--out", videos, "--sources", "1").Code);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a red square\na blue circle\n")]
    [InlineData("\uFEFFa red square\r\na blue circle")]
    public void Every_line_is_a_query(string text)
    {
        foreach (var result in (CliResult[])[FromFile(text), FromInput(text)])
        {
            Assert.Equal((0, ""), (result.Code, result.Error));
            Assert.Equal(["a red square", "a blue circle"], result.JsonLines.Select(answer => answer.GetProperty("query").GetString()));
        }
    }

    [Fact]
    public void Empty_long_and_hostile_lines_keep_their_places()
    {
        string[] lines = ["", Long, "  ", "\u001b[31mred\u0007", "{\"json\": 1}", "--top", "\u202Eder", "日本語 🎬"];
        foreach (var result in (CliResult[])[FromFile(string.Join('\n', lines)), FromInput(string.Join('\n', lines) + "\n")])
        {
            Assert.Equal(0, result.Code);
            var answers = result.JsonLines.ToList();
            Assert.Equal(lines, answers.Select(answer => answer.GetProperty("query").GetString()));
            Assert.Equal([0, 2], Enumerable.Range(0, lines.Length).Where(i => !answers[i].GetProperty("matches").GetBoolean()));
            Assert.Equal([1], Enumerable.Range(0, lines.Length).Where(i => answers[i].GetProperty("truncated").GetBoolean()));
            Assert.DoesNotContain('\u001b', result.Out + result.Error);
            Assert.Contains("longer than the model's", result.Error);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    public void Without_a_line_there_is_no_answer(string text)
    {
        foreach (var result in (CliResult[])[FromFile(text), FromInput(text)]) Assert.Equal((1, ""), (result.Code, result.Out));
    }

    [Fact]
    public void What_is_not_utf8_is_refused_before_a_video_is_read()
    {
        var file = folder.File("latin.txt");
        File.WriteAllBytes(file, [.. "a red square\ncaf"u8, 0xE9, .. "\n"u8]);
        var refused = Run(file).OneErrorLine(3);
        Assert.Contains("line 2", refused);
        Assert.Contains("UTF-8", refused);
        File.WriteAllBytes(file, Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("red")).ToArray());
        Assert.Contains("latin.txt", Run(file).OneErrorLine(3));
        Assert.False(Directory.Exists(Path.Combine(videos, ".gexia")));
    }

    [LinuxFact]
    public void A_pipe_is_pointed_to_standard_input()
    {
        Assert.Contains("--queries - reads texts from standard input", Run(SpecialFiles.Pipe(folder.File("pipe"))).OneErrorLine(3));
        Assert.Contains("is a folder", Run(folder.Path).OneErrorLine(3));
        Assert.Contains("no such file", Run(folder.File("nowhere")).OneErrorLine(3));
    }

    [Fact]
    public void Standard_input_is_answered_line_by_line()
    {
        using var output = new StringWriter();
        using var terminal = new Gexia.Cli.Terminal(new Impatient(["a red square", "a blue circle"], output), output, TextWriter.Null);
        Assert.Equal(0, Gexia.Cli.CommandLine.RunAsync(Arguments("-"), terminal).GetAwaiter().GetResult());
        Assert.Equal(2, output.ToString().Count(c => c == '\n'));
    }

    /// <summary>Somebody who says a line only when the one before is answered.</summary>
    private sealed class Impatient(string[] lines, StringWriter answers) : TextReader
    {
        private int said;

        public override string? ReadLine()
        {
            Assert.Equal(said, answers.ToString().Count(c => c == '\n'));
            return said < lines.Length ? lines[said++] : null;
        }
    }

    private CliResult FromFile(string text) => Run(folder.Write("queries.txt", text));

    // As the program itself reads it.
    private CliResult FromInput(string text)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var input = new Gexia.Cli.Streams.LineInput(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        using var terminal = new Gexia.Cli.Terminal(input, output, error);
        return new(Gexia.Cli.CommandLine.RunAsync(Arguments("-"), terminal).GetAwaiter().GetResult(), output.ToString(), error.ToString());
    }

    private CliResult Run(string queries) => CliResult.Run(Arguments(queries));

    private string[] Arguments(string queries) => ["search", model, "--videos", videos, "--json", "--cut", "-1000", "--queries", queries];
}
