using Gexia.Data.Granularities;
using Gexia.Embeddings.Chat;
using Gexia.Tests.Data.Granularities;
using Gexia.Tests.Support;
using Microsoft.Extensions.AI;

namespace Gexia.Tests.Embeddings.Chat;

public sealed class ChatSummarizerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_text_becomes_one_question_at_temperature_0_with_a_bound()
    {
        using var server = ChatServer.Sensible();
        using var endpoint = Endpoint(server, 1);
        var chat = new ChatSummarizer(endpoint, "vicuna-13b", SummaryPrompt.Default, 1);
        Assert.Equal("A {maxWords} dog runs", await chat.SummarizeAsync("A {maxWords} dog runs far. {text}", 12));
        var question = Assert.Single(server.Questions);
        Assert.Equal(
            "Summarise the following video descriptions in one short sentence of at most 12 words. Mention the main subjects and what "
            + "happens.\n\nA {maxWords} dog runs far. {text}", question.Prompt);
        Assert.Equal((0.0, 64, "vicuna-13b"), (
            question.Json.GetProperty("temperature").GetDouble(), question.Json.GetProperty("max_tokens").GetInt32(),
            question.Json.GetProperty("model").GetString()));
        Assert.Equal(1, chat.Asked);
        Assert.NotEqual(chat.Id, new ChatSummarizer(endpoint, "vicuna-13b", new SummaryPrompt("Shorter:"), 1).Id);
        Assert.NotEqual(chat.Id, new ChatSummarizer(endpoint, "vicuna-7b", SummaryPrompt.Default, 1).Id);
    }

    [Fact]
    public void Replies_in_another_order_give_the_same_pairs()
    {
        var pairs = Enumerable.Range(0, 40).Select(i => SomePairs.Of(i, "a", i, i + 1) with { Text = $"dog number {i} runs far away." })
            .ToList();
        var most = 0;
        var open = 0;
        using var server = new ChatServer(question =>
        {
            var now = Interlocked.Increment(ref open);
            InterlockedMax(ref most, now);
            Thread.Sleep((question.Number * 37) % 12);
            Interlocked.Decrement(ref open);
            question.Reply(question.FirstWords());
        });
        foreach (var concurrency in new[] { 1, 3, 8 })
        {
            most = 0;
            using var endpoint = Endpoint(server, concurrency);
            var chat = new ChatSummarizer(endpoint, "m", SummaryPrompt.Default, concurrency);
            Assert.Equal(
                Enumerable.Range(0, 40).Select(i => $"dog number {i} runs"),
                Compression.OfText(pairs, Granularity.Lvst, chat).Select(pair => pair.Text));
            Assert.InRange(most, Math.Min(2, concurrency), concurrency);
        }
    }

    [Fact]
    public void Nothing_is_asked_twice_within_a_run_or_by_the_next()
    {
        using var server = new ChatServer(question =>
        {
            Thread.Sleep(5);
            question.Reply(question.FirstWords());
        });
        var pairs = Enumerable.Range(0, 30).Select(i => SomePairs.Of(i, "a", i, i + 1) with { Text = $"dog {i % 3} runs far." }).ToList();
        foreach (var known in new[] { 27, 30 })
        {
            using var endpoint = Endpoint(server, 8);
            var chat = new ChatSummarizer(endpoint, "m", SummaryPrompt.Default, 8);
            var cache = new SummaryCache(chat, folder.Path);
            Assert.Equal(
                pairs.Select(pair => pair.Text), Compression.OfText(pairs, Granularity.Lvst, cache).Select(pair => pair.Text));
            Assert.Equal(30 - known, chat.Asked);
        }
        Assert.Equal(3, server.Questions.Count);
    }

    [Fact]
    public void A_fault_ends_the_run_and_keeps_what_came()
    {
        var pairs = Enumerable.Range(0, 20).Select(i => SomePairs.Of(i, "a", i, i + 1) with { Text = $"dog {i} runs far." }).ToList();
        var fails = true;
        using var server = new ChatServer(question =>
        {
            if (fails && question.Text.StartsWith("dog 10 ")) question.Whole("400 No", "{}");
            else question.Reply(question.FirstWords());
        });
        using var endpoint = Endpoint(server, 2);
        var cache = new SummaryCache(new ChatSummarizer(endpoint, "m", SummaryPrompt.Default, 2), folder.Path);
        List<Pair> Run() => [.. Compression.OfText(pairs, Granularity.Lvst, cache)];
        Assert.Contains("answers 400", Assert.Throws<GexiaException>(Run).Message);
        fails = false;
        Assert.Equal("dog 19 runs far.", Run()[^1].Text);
        // The two that were open when the fault was met may be asked again, and no other.
        Assert.InRange(server.Questions.Count(question => !question.Text.StartsWith("dog 10 ")), 19, 21);
    }

    [Fact]
    public void A_cancelled_run_ends_while_a_reply_is_waited_for()
    {
        using var source = new CancellationTokenSource();
        using var server = new ChatServer(question =>
        {
            if (question.Number <= 2) question.Reply(question.FirstWords());
            else
            {
                source.Cancel();
                while (question.IsOpen) Thread.Sleep(1);
            }
        });
        using var endpoint = Endpoint(server, 1);
        var cache = new SummaryCache(new ChatSummarizer(endpoint, "m", SummaryPrompt.Default, 1), folder.Path);
        var pairs = Enumerable.Range(0, 9).Select(i => SomePairs.Of(i, "a", i, i + 1) with { Text = $"dog {i} runs far." });
        Assert.ThrowsAny<OperationCanceledException>(
            () => Compression.OfText(pairs, Granularity.Lvst, cache, cancellation: source.Token).Count());
        Assert.Equal(2, Directory.GetFiles(folder.Path, "*.txt", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void A_card_gives_the_summaries_of_its_folder_without_a_connection()
    {
        using var server = new ChatServer(question =>
            question.Reply(question.Text.StartsWith("cat") ? "Something else entirely." : question.FirstWords()));
        using var endpoint = Endpoint(server, 1);
        var chat = new ChatSummarizer(endpoint, "m", SummaryPrompt.Default, 1);
        var card = new SummaryCard(chat.Id, "m", SummaryPrompt.Default, 0.25);
        var maker = new CheckedSummarizer(new SummaryCache(chat, folder.Path), card, folder.Path);
        string[] texts = ["dog one runs far.", "cat two sleeps.", ""];
        var made = texts.Select(text => maker.Summarize(text, 20)).ToList();
        Assert.Equal(["dog one runs far.", "cat two sleeps.", ""], made);
        Assert.Equal((1, 1, 2), (maker.Count(ReplyVerdict.Kept), maker.Fallbacks, server.Questions.Count));
        server.Dispose();

        Assert.Equal(card.Id, SummaryCard.Open(maker.Card!).Id);
        var given = FileSummaries.Open(maker.Card!);
        Assert.Equal(made, texts.Select(text => given.Find(SomePairs.Of(0, "a", 0, 1) with { Text = text }, 20)!));
        Assert.Null(given.Find(SomePairs.Of(0, "a", 0, 1) with { Text = texts[0] }, 19));           // another length is another question
        Assert.Null(given.Find(SomePairs.Of(0, "a", 0, 1) with { Text = "never asked" }, 20));
    }

    [Theory]
    [InlineData("""{"model":"m","prompt":"p","least_similarity":0.2}""", "'summarizer' is missing")]
    [InlineData("""{"summarizer":"s","model":"m","prompt":"p"}""", "'least_similarity' is missing")]
    [InlineData("""{"summarizer":"s","model":"m","prompt":"p","least_similarity":2}""", "lies between 0 and 1")]
    [InlineData("""[]""", "expected a JSON object")]
    [InlineData("{", "not valid JSON")]
    public void A_card_that_is_none_is_named(string json, string message)
    {
        var path = folder.Write("x.card.json", json);
        var error = Assert.Throws<GexiaException>(() => FileSummaries.Open(path));
        Assert.Contains(message, error.Message);
        Assert.Contains("x.card.json", error.Message);
    }

    /// <summary>Any client of the interface will do, not only an endpoint.</summary>
    [Fact]
    public void Any_chat_client_can_summarise()
    {
        using var client = new Parrot();
        var chat = new ChatSummarizer(client, "parrot", new SummaryPrompt("{maxWords}|{text}|{text}"), 1);
        Assert.Equal("5|a|a", chat.Summarize("a", 5));
    }

    private sealed class Parrot : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, messages.Single().Text)));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() { }
    }

    private static ChatEndpoint Endpoint(ChatServer server, int concurrency) => new(
        server.Url, new ChatLimits { TakesPrivate = true, Concurrency = concurrency, Pause = TimeSpan.Zero }, new Rng(1), null);

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen) { }
    }
}
