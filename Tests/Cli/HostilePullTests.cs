using System.Collections.Concurrent;
using System.Security.Cryptography;
using Gexia.Cli;
using Gexia.Cli.Pull;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>
/// Downloads from servers that are slow, silent, endless, or send one somewhere else. Time is a clock that the servers move.
/// </summary>
public sealed class HostilePullTests : IDisposable
{
    private readonly byte[] content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31))];
    private readonly TemporaryFolder folder = new();
    private readonly ManualClock clock = new();
    private readonly ManualResetEventSlim came = new();

    public void Dispose() => folder.Dispose();

    private string Target => folder.File("model.bin");

    private string Part => Target + Download.PartSuffix;

    private string Hash => Convert.ToHexStringLower(SHA256.HashData(content));

    private PullLimits Limits => new() { Pause = TimeSpan.Zero, Clock = clock, Attempts = 3, MostBytes = 1_000_000 };

    [Fact]
    public async Task Silence_before_the_headers_has_an_end()
    {
        using var server = new HostileServer(PassTime);
        Assert.Contains("broke off 3 times (no answer came within 60 s). Try again later.", await Refusal(server));
        Assert.Equal(3, server.Requests.Count);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Headers_that_never_end_have_an_end()
    {
        using var server = new HostileServer(visit =>
        {
            visit.Bytes("HTTP/1.1 200 OK\r\n"u8);
            while (visit.IsOpen)
            {
                visit.Bytes("X: y\r\n"u8);
                clock.Advance(TimeSpan.FromSeconds(1));
            }
        });
        Assert.Contains("broke off 3 times", await Refusal(server));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Silence_within_the_content_keeps_what_came()
    {
        using var server = new HostileServer(visit =>
        {
            Begin(visit);
            PassTime(visit);
        });
        Assert.Contains("broke off 3 times (only 1,000 bytes came within 60 s). What came so far is kept", await Refusal(server));
        Assert.Equal(content[..1000], File.ReadAllBytes(Part));
    }

    [Fact]
    public async Task A_byte_now_and_then_is_not_enough()
    {
        using var server = new HostileServer(visit =>
        {
            Begin(visit);
            for (var i = 1000; visit.IsOpen; i++)
            {
                visit.Bytes(content.AsSpan(i % content.Length, 1));
                clock.Advance(TimeSpan.FromSeconds(1));
            }
        });
        // The clock runs as fast as the server sends, so the wait that it ends may be the one for the headers of another try.
        Assert.Contains("broke off", await Refusal(server));
    }

    [Fact]
    public async Task A_slow_server_that_keeps_the_pace_may_take_all_the_time_it_needs()
    {
        var come = new BlockingCollection<long>();
        using var server = new HostileServer(visit =>
        {
            visit.Headers("200 OK", $"Content-Length: {content.Length}");
            for (var sent = 0; sent < content.Length;)
            {
                var piece = Math.Min(70_000, content.Length - sent);
                visit.Bytes(content.AsSpan(sent, piece));
                sent += piece;
                while (come.Take() < sent) { }
                clock.Advance(TimeSpan.FromSeconds(50));        // 250 s in all
            }
        });
        await Bring(server, Limits, (bytes, _) => come.Add(bytes));
        Assert.Equal(content, File.ReadAllBytes(Target));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_endless_content_is_cut_and_thrown_away()
    {
        using var server = new HostileServer(visit =>
        {
            visit.Headers("200 OK");
            while (true) visit.Bytes(content);
        });
        Assert.Contains("sends more than 1,000,000 bytes. Nothing was kept.", await Refusal(server));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("Content-Length: 9223372036854775807", "at most 1,000,000 are taken")]
    [InlineData("Content-Length: 1000001", "is 1,000,001 bytes; at most 1,000,000 are taken")]
    [InlineData("Content-Encoding: gzip", "sends its content packed ('gzip')")]
    public async Task Headers_that_promise_trouble_are_refused_at_once(string header, string message)
    {
        using var server = new HostileServer(visit => visit.Headers("200 OK", header));
        Assert.Contains(message, await Refusal(server));
        Assert.Single(server.Requests);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("bytes 0-999/300000")]
    [InlineData("bytes 999-299999/300000")]
    [InlineData("bytes 1001-299999/300000")]
    [InlineData("bytes 1000-299999/1000")]
    [InlineData("bytes 1000-1099/300000")]
    [InlineData("bytes */300000")]
    [InlineData("rows 1000-299999/300000")]
    public async Task Another_range_than_the_one_asked_for_is_refused_and_spoils_nothing(string range)
    {
        File.WriteAllBytes(Part, content[..1000]);
        using var server = new HostileServer(visit =>
        {
            visit.Headers("206 Partial Content", $"Content-Range: {range}", $"Content-Length: {content.Length - 1000}");
            visit.Bytes(content.AsSpan(1000));
        });
        Assert.Contains("was asked for the bytes from 1000 and sends", await Refusal(server));
        Assert.Equal(content[..1000], File.ReadAllBytes(Part));
    }

    [Fact]
    public async Task A_start_of_another_file_is_thrown_away_and_the_file_brought_whole()
    {
        File.WriteAllBytes(Part, new byte[1000]);
        using var server = new HostileServer(visit => Serve(visit));
        await Bring(server, Limits);
        Assert.Equal(content, File.ReadAllBytes(Target));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_part_longer_than_the_file_is_brought_again()
    {
        File.WriteAllBytes(Part, new byte[content.Length + 5]);
        using var server = new HostileServer(visit =>
        {
            if (visit.Request.Contains("Range:"))
                visit.Headers("416 Range Not Satisfiable", $"Content-Range: bytes */{content.Length}", "Content-Length: 0");
            else Serve(visit);
        });
        await Bring(server, Limits);
        Assert.Equal(content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_server_in_trouble_is_asked_again()
    {
        using var server = new HostileServer(visit =>
        {
            if (visit.Number < 3)
                visit.Headers(visit.Number == 1 ? "503 Service Unavailable" : "429 Too Many Requests", "Content-Length: 0");
            else Serve(visit);
        });
        await Bring(server, Limits);
        Assert.Equal(content, File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData("204 No Content")]
    [InlineData("304 Not Modified")]
    [InlineData("403 Forbidden")]
    [InlineData("300 Multiple Choices")]
    public async Task Other_answers_end_it(string status)
    {
        using var server = new HostileServer(visit => visit.Headers(status, "Content-Length: 0"));
        Assert.Contains($"answers {status}.", await Refusal(server));
        Assert.Single(server.Requests);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Two_at_once_do_not_write_one_file()
    {
        using var server = new HostileServer(visit => Serve(visit));
        using (new FileStream(Part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            Assert.Contains("another process is bringing this file", await Refusal(server));
        Assert.Empty(server.Requests);
        await Bring(server, Limits);
        Assert.Equal(content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Cancellation_ends_a_silent_server()
    {
        using var source = new CancellationTokenSource();
        using var server = new HostileServer(visit =>
        {
            source.Cancel();
            while (visit.IsOpen) Thread.Yield();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Bring(server, Limits, cancellation: source.Token));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    /// <summary>Sends headers and the first thousand bytes, and waits until the client has them.</summary>
    private void Begin(HostileServer.Visit visit)
    {
        came.Reset();
        visit.Headers("200 OK", $"Content-Length: {content.Length}");
        visit.Bytes(content.AsSpan(0, 1000));
        came.Wait();
    }

    private void PassTime(HostileServer.Visit visit)
    {
        while (visit.IsOpen)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            Thread.Yield();
        }
    }

    /// <summary>Answers as a good server does.</summary>
    private void Serve(HostileServer.Visit visit)
    {
        var asked = visit.Request.IndexOf("Range: bytes=", StringComparison.Ordinal);
        var from = asked < 0 ? 0 : int.Parse(visit.Request[(asked + 13)..].Split('-')[0]);
        if (asked < 0) visit.Headers("200 OK", $"Content-Length: {content.Length}");
        else
        {
            visit.Headers(
                "206 Partial Content", $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}",
                $"Content-Length: {content.Length - from}");
        }
        visit.Bytes(content.AsSpan(from));
    }

    private async Task<string> Refusal(HostileServer server)
    {
        var error = await Assert.ThrowsAsync<CommandException>(() => Bring(server, Limits));
        Assert.Equal(ExitCode.BadInput, error.ExitCode);
        Assert.False(File.Exists(Target));
        return error.Message;
    }

    private async Task Bring(
        HostileServer server, PullLimits limits, Action<long, long>? progress = null, CancellationToken cancellation = default)
    {
        using var client = new FileServer(limits);
        await new Download(client, limits, progress ?? ((bytes, _) => { if (bytes >= 1000) came.Set(); })).Bring(
            server.Url, Target, Hash, cancellation);
    }
}
