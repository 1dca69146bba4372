using Gexia.Embeddings.Chat;
using Gexia.Tests.Embeddings.Chat;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary><c>gexia expand --summarizer chat</c> against a server on this machine.</summary>
public sealed class ExpandChatTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string pairs;

    public ExpandChatTests()
    {
        string[] things = ["red ball rolls down", "blue kite flies up", "green frog jumps over", "old man walks past"];
        pairs = folder.Write("pairs.jsonl", string.Concat(
            from source in Enumerable.Range(0, 12)
            from clip in Enumerable.Range(0, 4)
            select $$"""{"video":"v{{source}}.mp4","start":{{clip}},"end":{{clip + 1}},"caption":"a {{things[clip]}} {{source}}"}"""
                + "\n"));
    }

    public void Dispose() => folder.Dispose();

    private string[] Arguments(string output, string url, params string[] more) =>
    [
        "expand", "--pairs", pairs, "--out", folder.File(output), "--summarizer", "chat", "--chat-url", url, "--chat-model", "vicuna",
        "--json", .. more,
    ];

    private CliResult Run(string output, ChatServer server, params string[] more) =>
        CliResult.Run(Arguments(output, $"http://127.0.0.1:{server.Port}", ["--chat-private", .. more]));

    [Fact]
    public void Summaries_are_made_stored_and_not_asked_for_again()
    {
        using var server = new ChatServer(question =>
        {
            Thread.Sleep((question.Number * 29) % 7);
            question.Reply(
                question.Text.Contains(" 3.") ? "Nothing of the kind." : question.Text.Contains(" 5.") ? "" : question.FirstWords(5));
        });
        var first = Run("a", server, "--chat-concurrency", "8");
        Assert.Equal(0, first.Code);
        Assert.Contains("2 replies could not be taken, and their summaries are extractive: 1 have too little", first.Error);
        var made = first.Json.GetProperty("summaries");
        Assert.Equal((48, 12, 12), (
            first.Json.GetProperty("SVST").GetInt32(), first.Json.GetProperty("LVST").GetInt32(), made.GetProperty("asked").GetInt32()));
        Assert.Equal("""{"unlike":1,"empty":1,"prompt":0}""", made.GetProperty("extractive").GetRawText());
        var card = File.ReadAllText(made.GetProperty("card").GetString()!);
        Assert.Contains("\"model\": \"vicuna\"", card);
        Assert.Contains("Summarise the following video descriptions", card);
        var lines = File.ReadAllText(folder.File("a/LVST.jsonl"));
        Assert.Contains("\"a red ball rolls down\"", lines);

        var again = Run("a", server, "--chat-concurrency", "1");
        Assert.Equal((0, 12), (
            again.Json.GetProperty("summaries").GetProperty("asked").GetInt32(),
            again.Json.GetProperty("summaries").GetProperty("known").GetInt32()));
        Assert.Equal(lines, File.ReadAllText(folder.File("a/LVST.jsonl")));
        Run("b", server, "--chat-concurrency", "1");                        // in another order
        Assert.Equal(lines, File.ReadAllText(folder.File("b/LVST.jsonl")));
        Assert.Equal(24, server.Questions.Count);
        Run("a", server, "--chat-similarity", "0");                         // a weaker check asks nothing again
        Assert.Equal(24, server.Questions.Count);
        Assert.Contains("Nothing of the kind.", File.ReadAllText(folder.File("a/LVST.jsonl")));
    }

    [Fact]
    public void A_run_that_is_broken_off_goes_on_where_it_was()
    {
        using var source = new CancellationTokenSource();
        var stalls = true;
        using var server = new ChatServer(question =>
        {
            if (question.Number == 6) source.Cancel();
            if (question.Number >= 6)
                while (Volatile.Read(ref stalls) && question.IsOpen) Thread.Sleep(1);
            question.Reply(question.FirstWords());
        });
        string[] arguments = Arguments("a", $"http://127.0.0.1:{server.Port}", "--chat-private", "--chat-concurrency", "2");
        var broken = CliResult.RunWith("", source.Token, arguments);
        Assert.Equal((130, "gexia: cancelled.\n"), (broken.Code, broken.Error));
        Assert.False(File.Exists(folder.File("a/LVST.jsonl")));
        var kept = Directory.GetFiles(folder.File("a/summaries"), "*.txt", SearchOption.AllDirectories).Length;
        Assert.InRange(kept, 4, 6);
        Volatile.Write(ref stalls, false);
        var whole = CliResult.Run(arguments).Json.GetProperty("summaries");
        Assert.Equal((kept, 12 - kept), (whole.GetProperty("known").GetInt32(), whole.GetProperty("asked").GetInt32()));
    }

    [Fact]
    public void A_prompt_of_ones_own_is_asked_and_stored()
    {
        using var server = new ChatServer(question => question.Reply("a red ball"));
        var prompt = folder.Write("prompt.txt", "In {maxWords} words: {text}\n");
        var result = Run("a", server, "--chat-prompt", prompt);
        Assert.StartsWith("In 20 words: a red ball rolls down 0. a blue kite", server.Questions.MinBy(question => question.Prompt)!.Prompt);
        Assert.Contains(
            "\"In {maxWords} words: {text}\"", File.ReadAllText(result.Json.GetProperty("summaries").GetProperty("card").GetString()!));
    }

    [Fact]
    public void The_key_comes_from_the_environment_and_is_written_nowhere()
    {
        using var server = ChatServer.Sensible();
        using var strict = new ChatServer(question => question.Whole("401 No", """{"error":{"message":"bad key k-secret-7"}}"""));
        Environment.SetEnvironmentVariable(ChatEndpoint.KeyVariable, "k-secret-7");
        try
        {
            var result = Run("a", server, "--verbose");
            Assert.Equal(0, result.Code);
            Assert.All(server.Questions, question => Assert.Contains("\r\nAuthorization: Bearer k-secret-7", question.Head));
            Assert.DoesNotContain("k-secret-7", result.Out + result.Error);
            foreach (var file in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories))
                Assert.DoesNotContain("k-secret-7", File.ReadAllText(file));
            var refused = Run("b", strict, "--verbose");
            Assert.Equal((3, ""), (refused.Code, refused.Out));
            Assert.Contains("Is the key in GEXIA_CHAT_KEY right?", refused.Error);
            Assert.DoesNotContain("k-secret-7", refused.Error);
        }
        finally
        {
            Environment.SetEnvironmentVariable(ChatEndpoint.KeyVariable, null);
        }
    }

    [Fact]
    public void This_machine_is_an_endpoint_only_when_that_is_asked_for()
    {
        using var server = ChatServer.Sensible();
        foreach (var host in new[] { "127.0.0.1", "localhost", "[::1]" })
            Assert.Contains("--chat-private", CliResult.Run(Arguments("a", $"http://{host}:{server.Port}/v1")).OneErrorLine(3));
        Assert.Contains(
            "never connected to", CliResult.Run(Arguments("a", "http://169.254.169.254/v1", "--chat-private")).OneErrorLine(3));
        Assert.Empty(server.Questions);
        Assert.False(File.Exists(folder.File("a/LVST.jsonl")));
    }

    [Fact]
    public void What_does_not_fit_together_is_a_matter_of_usage()
    {
        string[] plain = ["expand", "--pairs", pairs, "--out", folder.File("a")];
        string Line(params string[] more) => CliResult.Run([.. plain, .. more]).OneErrorLine(2);
        Assert.Contains("--chat-url needs --summarizer chat", Line("--chat-url", "http://a.org"));
        Assert.Contains("--chat-private needs --summarizer chat", Line("--chat-private"));
        Assert.Contains("needs --chat-url and --chat-model", Line("--summarizer", "chat", "--chat-model", "m"));
        Assert.Contains("needs --chat-url and --chat-model", Line("--summarizer", "chat", "--chat-url", "http://a.org"));
        Assert.Contains(
            "must be an http or https address", Line("--summarizer", "chat", "--chat-url", "ftp://a.org", "--chat-model", "m"));
        Assert.DoesNotContain(
            "secret", Line("--summarizer", "chat", "--chat-url", "http://me:secret@a.org", "--chat-model", "m"));
        Assert.Contains("--chat-model", Line("--summarizer", "chat", "--chat-url", "http://a.org", "--chat-model", ""));
        Assert.Contains(
            "--chat-concurrency",
            Line("--summarizer", "chat", "--chat-url", "http://a.org", "--chat-model", "m", "--chat-concurrency", "0"));
        Assert.Contains(
            "--chat-similarity",
            Line("--summarizer", "chat", "--chat-url", "http://a.org", "--chat-model", "m", "--chat-similarity", "1.5"));
        Assert.False(Directory.Exists(folder.File("a")));
    }

    [Fact]
    public void An_empty_prompt_is_bad_input()
    {
        using var server = ChatServer.Sensible();
        Assert.Contains("a prompt has 1..", Run("a", server, "--chat-prompt", folder.Write("empty.txt", " \n")).OneErrorLine(3));
    }
}
