using System.Text;
using Gexia.Embeddings.Chat;
using Gexia.Tests.Support;
using Microsoft.Extensions.AI;

namespace Gexia.Tests.Embeddings.Chat;

/// <summary>Endpoints that are slow, endless, wrong or broken.</summary>
public sealed class ChatEndpointTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    private static readonly ChatLimits limits =
        new() { TakesPrivate = true, Attempts = 3, Pause = TimeSpan.Zero, Reply = TimeSpan.FromSeconds(30), MostBytes = 50_000 };

    [Fact]
    public async Task A_reply_is_asked_for_as_the_interface_says()
    {
        using var server = new ChatServer(question => question.Reply("A dog \"runs\"."));
        using var endpoint = new ChatEndpoint(server.Url, limits, new Rng(1), "k-1");
        var options = new ChatOptions { ModelId = "vicuna", Temperature = 0, MaxOutputTokens = 96 };
        var response = await endpoint.GetResponseAsync([new(ChatRole.System, "Be short."), new(ChatRole.User, "é <\n")], options);
        Assert.Equal("A dog \"runs\".", response.Text);
        var question = Assert.Single(server.Questions);
        Assert.StartsWith("POST /v1/chat/completions HTTP/1.1\r\n", question.Head);
        Assert.Contains("\r\nAuthorization: Bearer k-1", question.Head);
        Assert.DoesNotContain("Accept-Encoding: gzip", question.Head);
        var json = question.Json;
        Assert.Equal(("vicuna", 0.0, 96, false), (
            json.GetProperty("model").GetString(), json.GetProperty("temperature").GetDouble(), json.GetProperty("max_tokens").GetInt32(),
            json.GetProperty("stream").GetBoolean()));
        Assert.Equal("[{\"role\":\"system\",\"content\":\"Be short.\"},{\"role\":\"user\",\"content\":\"\\u00E9 \\u003C\\n\"}]",
            json.GetProperty("messages").GetRawText());
        var updates = new List<string>();
        await foreach (var update in endpoint.GetStreamingResponseAsync("again")) updates.Add(update.Text);
        Assert.Equal(["A dog \"runs\"."], updates);
    }

    [Theory]
    [InlineData("""{"choices":[]}""", "")]
    [InlineData("""{"choices":[{"message":{"content":null}}]}""", "")]
    [InlineData("""{"choices":[{"message":{}}]}""", "")]
    [InlineData("""{"choices":[7]}""", "")]
    [InlineData("""{"choices":[{"message":{"content":""}}],"model":3}""", "")]
    [InlineData("""{"choices":[{"message":{"content":[{"type":"text","text":"a "},{"type":"x"},{"text":"b"}]}}]}""", "a b")]
    [InlineData("""{"choices":[{"message":{"content":"first"}},{"message":{"content":"second"}}]}""", "first")]
    public async Task A_reply_without_a_text_is_empty(string json, string text)
    {
        using var server = new ChatServer(question => question.Whole("200 OK", json));
        Assert.Equal(text, await Ask(server));
        Assert.Single(server.Questions);
    }

    [Theory]
    [InlineData("""{"choices":[{"message":{"content":"a"}""")]
    [InlineData("""{"choices":[{"message":{"content":"a","logprob":NaN}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"\ud800"}}]}""")]
    [InlineData("""{"choices":{"message":{"content":"a"}}}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("data: [DONE]")]
    public async Task What_is_no_reply_is_asked_for_again_and_then_ends_the_run(string body)
    {
        using var server = new ChatServer(question => question.Whole("200 OK", body));
        Assert.Contains("failed 3 times (it answers with", await Refusal(server));
        Assert.Equal(3, server.Questions.Count);
    }

    [Fact]
    public async Task Nesting_without_end_is_no_reply()
    {
        using var server = new ChatServer(question => question.Whole("200 OK", new string('[', 20_000)));
        Assert.Contains("what is no JSON", await Refusal(server));
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("text/event-stream")]
    [InlineData("\u001b[31m")]
    [InlineData(null)]
    public async Task Another_type_of_content_is_named(string? type)
    {
        using var server = new ChatServer(question => question.Send(
            $"HTTP/1.1 200 OK\r\n{(type is null ? "" : $"Content-Type: {type}\r\n")}Content-Length: 2\r\n\r\n", "{}"u8));
        var message = await Refusal(server);
        Assert.Contains("not application/json. Is it the address of an OpenAI-compatible API?", message);
        Assert.DoesNotContain('\u001b', message);
        Assert.Single(server.Questions);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        using var target = ChatServer.Sensible();
        using var server = new ChatServer(question => question.Whole($"{status} Moved", "", $"Location: {target.Url}"));
        Assert.Contains($"redirects ({status}), which is not followed", await Refusal(server));
        Assert.Single(server.Questions);
        Assert.Empty(target.Questions);
    }

    [Theory]
    [InlineData("429 Too Many Requests")]
    [InlineData("503 Service Unavailable")]
    [InlineData("500 Internal Server Error")]
    [InlineData("408 Request Timeout")]
    public async Task A_fault_that_passes_is_waited_out(string status)
    {
        using var server = new ChatServer(question =>
        {
            if (question.Number < 3) question.Whole(status, "{}");
            else question.Reply("at last");
        });
        Assert.Equal("at last", await Ask(server));
        Assert.Equal(3, server.Questions.Count);
    }

    [Fact]
    public async Task A_fault_that_stays_ends_with_what_the_server_says_on_one_line()
    {
        using var server = new ChatServer(question => question.Whole(
            "500 Oh", """{"error":{"message":"out of\nmemory \u001b[31m; your key k-secret"}}"""));
        var message = await Refusal(server, "k-secret");
        Assert.Equal(
            $"chat: {server.Url} failed 3 times (it answers 500: out of memory [31m; your key …). "
            + "Summaries made so far are kept; the same command goes on there.", message);
        Assert.Equal(3, server.Questions.Count);
    }

    [Theory]
    [InlineData("400 Bad Request", """{"error":"the model is not loaded."}""", "answers 400: the model is not loaded.")]
    [InlineData("404 Not Found", "<html>", "answers 404: <html>.")]
    [InlineData("401 Unauthorized", "", "answers 401. Does it need a key, in GEXIA_CHAT_KEY?")]
    public async Task A_refusal_is_not_asked_again(string status, string body, string message)
    {
        using var server = new ChatServer(question => question.Whole(status, body));
        Assert.EndsWith(message, await Refusal(server));
        Assert.Single(server.Questions);
    }

    [Fact]
    public async Task An_endless_body_is_cut()
    {
        using var server = new ChatServer(question =>
        {
            question.Send(Head + "\r\n");
            while (true) question.Send(new string(' ', 10_000));
        });
        Assert.Contains("a reply of more than 50,000 bytes", await Refusal(server));
        Assert.Single(server.Questions);
    }

    [Theory]
    [InlineData("Content-Length: 50001", "a reply of more than 50,000 bytes")]
    [InlineData("Content-Encoding: gzip", "packed ('gzip')")]
    public async Task Headers_that_promise_trouble_are_refused_at_once(string header, string message)
    {
        using var server = new ChatServer(question => question.Send($"{Head}{header}\r\n\r\n"));
        Assert.Contains(message, await Refusal(server));
        Assert.Single(server.Questions);
    }

    [Fact]
    public async Task A_huge_reply_within_the_bound_comes_whole()
    {
        var text = string.Concat(Enumerable.Repeat("word ", 9_000));
        using var server = new ChatServer(question => question.Reply(text));
        Assert.Equal(text, await Ask(server));
    }

    [Theory]
    [InlineData("drip")]
    [InlineData("silence")]
    [InlineData("headers")]
    public async Task A_reply_that_does_not_come_in_time_has_an_end(string kind)
    {
        using var server = new ChatServer(question =>
        {
            if (kind == "drip") question.Send($"{Head}Content-Length: 40000\r\n\r\n");
            if (kind == "headers") question.Send("HTTP/1.1 200 OK\r\n");
            while (question.IsOpen)
            {
                if (kind == "drip") question.Send(" ");
                if (kind == "headers") question.Send("X: y\r\n");
                Thread.Sleep(5);
            }
        });
        var message = await Refusal(server, limits: limits with { Reply = TimeSpan.FromMilliseconds(150), Attempts = 2 });
        Assert.Contains("failed 2 times (", message);
        Assert.Equal(2, server.Questions.Count);
    }

    [Fact]
    public async Task A_connection_that_is_reset_is_made_anew()
    {
        using var server = new ChatServer(question =>
        {
            switch (question.Number)
            {
                case 1: question.Reset(); break;
                case 2: question.Send($"{Head}Content-Length: 400\r\n\r\n{{"); break;        // ends before it should
                default: question.Reply("whole"); break;
            }
        });
        Assert.Equal("whole", await Ask(server));
        Assert.Equal(3, server.Questions.Count);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        var gone = ChatServer.Sensible();
        var url = gone.Url;
        gone.Dispose();
        using var endpoint = new ChatEndpoint(url, limits, new Rng(1), null);
        var message = (await Assert.ThrowsAsync<GexiaException>(() => endpoint.GetResponseAsync("x"))).Message;
        Assert.StartsWith($"chat: {url} failed 3 times (", message);
    }

    [Fact]
    public async Task The_key_stays_out_of_replies()
    {
        using var server = new ChatServer(question => question.Reply("the key is k-secret"));
        Assert.Contains("answers with the key of GEXIA_CHAT_KEY. Nothing of it was kept.", await Refusal(server, "k-secret"));
        foreach (var bad in new[] { "a\r\nX: y", "a b", "é" })
        {
            var error = Assert.Throws<ArgumentException>(() => new ChatEndpoint(server.Url, limits, new Rng(1), bad));
            Assert.DoesNotContain(bad, error.Message);
        }
    }

    [Fact]
    public void Waits_double_with_a_chance_that_the_seed_decides()
    {
        var real = new ChatLimits();
        using var endpoint = new ChatEndpoint(new("http://127.0.0.1:9/v1"), real, new Rng(7), null);
        double[] Waits(ulong seed)
        {
            var chance = new Rng(seed);
            return [.. Enumerable.Range(1, 8).Select(attempt => endpoint.Wait(attempt, null, chance).TotalSeconds)];
        }

        Assert.Equal(Waits(7), Waits(7));
        Assert.NotEqual(Waits(7), Waits(8));
        foreach (var (wait, i) in Waits(7).Select((wait, i) => (wait, i)))
            Assert.InRange(wait, Math.Min(60, 0.5 * Math.Pow(2, i)), Math.Min(60, Math.Pow(2, i)));
        Assert.Equal(20, endpoint.Wait(1, TimeSpan.FromSeconds(20), new Rng(1)).TotalSeconds);
        Assert.Equal(60, endpoint.Wait(1, TimeSpan.FromDays(9), new Rng(1)).TotalSeconds);
        Assert.InRange(endpoint.Wait(1, TimeSpan.FromSeconds(-5), new Rng(1)).TotalSeconds, 0.5, 1);
        Assert.Equal(60, endpoint.Wait(int.MaxValue, null, new Rng(1)).TotalSeconds);
    }

    [Theory]
    [InlineData("Retry-After: 7", 7)]
    [InlineData("Retry-After: 86400", 60)]
    [InlineData("Retry-After: soon", 0)]
    public async Task The_server_may_ask_for_a_wait(string header, int seconds)
    {
        var clock = new ManualClock();
        var times = new List<long>();
        using var server = new ChatServer(question =>
        {
            times.Add(clock.GetTimestamp());
            if (question.Number == 1) question.Whole("429 Slow down", "{}", header);
            else question.Reply("now");
        });
        using var endpoint =
            new ChatEndpoint(server.Url, limits with { Clock = clock, Reply = TimeSpan.FromDays(40), Attempts = 2 }, new Rng(1), null);
        var reply = endpoint.GetResponseAsync("x");
        while (!reply.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            Thread.Sleep(1);
        }
        Assert.Equal("now", (await reply).Text);
        Assert.True(TimeSpan.FromTicks(times[1] - times[0]) >= TimeSpan.FromSeconds(seconds), $"{times[1] - times[0]}");
    }

    [Fact]
    public async Task A_cancelled_question_ends_at_once()
    {
        using var source = new CancellationTokenSource();
        using var server = new ChatServer(question =>
        {
            source.Cancel();
            while (question.IsOpen) Thread.Yield();
        });
        using var endpoint = new ChatEndpoint(server.Url, limits, new Rng(1), null);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endpoint.GetResponseAsync("x", null, source.Token));
        using var waiting = new CancellationTokenSource();
        using var busy = new ChatServer(question => { question.Whole("500 Oh", "{}"); waiting.CancelAfter(20); });
        using var patient = new ChatEndpoint(busy.Url, limits with { Pause = TimeSpan.FromHours(1) }, new Rng(1), null);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => patient.GetResponseAsync("x", null, waiting.Token));
    }

    private static async Task<string> Ask(ChatServer server)
    {
        using var endpoint = new ChatEndpoint(server.Url, limits, new Rng(1), null);
        return (await endpoint.GetResponseAsync("a question")).Text;
    }

    private static async Task<string> Refusal(ChatServer server, string? key = null, ChatLimits? limits = null)
    {
        using var endpoint = new ChatEndpoint(server.Url, limits ?? ChatEndpointTests.limits, new Rng(1), key);
        var error = await Assert.ThrowsAnyAsync<GexiaException>(() => endpoint.GetResponseAsync("a question"));
        if (key is not null) Assert.DoesNotContain(key, error.ToString());
        return error.Message;
    }
}
