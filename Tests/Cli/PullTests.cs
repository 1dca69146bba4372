using System.Net;
using System.Security.Cryptography;
using Gexia.Cli;
using Gexia.Cli.Pull;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>Downloads against a server on this machine that cuts, ignores ranges, or sends something else.</summary>
public sealed class PullTests : IDisposable
{
    private readonly byte[] content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31))];
    private readonly TemporaryFolder folder = new();
    private readonly HttpListener server = new();
    private readonly List<string> ranges = [];
    private readonly Uri url;

    private int cutAfter = int.MaxValue, cuts;
    private bool knowsRanges = true;
    private HttpStatusCode status = HttpStatusCode.OK;

    public PullTests()
    {
        for (var port = 20000 + (Environment.ProcessId % 20000); ; port++)
        {
            try
            {
                server.Prefixes.Clear();
                server.Prefixes.Add($"http://127.0.0.1:{port}/");
                server.Start();
                url = new Uri($"http://127.0.0.1:{port}/model.bin");
                break;
            }
            catch (HttpListenerException)
            {
                // Somebody listens there; try the next.
            }
        }
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public void Dispose()
    {
        server.Close();
        folder.Dispose();
    }

    private string Hash => Convert.ToHexStringLower(SHA256.HashData(content));

    private string Target => folder.File("model.bin");

    [Fact]
    public async Task A_file_arrives_whole()
    {
        await Bring(Hash);
        Assert.Equal(content, File.ReadAllBytes(Target));
        Assert.False(File.Exists(Target + Download.PartSuffix));
    }

    [Fact]
    public async Task A_connection_that_is_cut_is_taken_up_where_it_broke()
    {
        (cutAfter, cuts) = (100_000, 2);
        await Bring(Hash);
        Assert.Equal(content, File.ReadAllBytes(Target));
        Assert.Equal(3, ranges.Count);
        Assert.Equal("", ranges[0]);
        Assert.All(ranges[1..], range => Assert.StartsWith("bytes=", range));
    }

    [Fact]
    public async Task What_an_earlier_process_left_is_continued()
    {
        File.WriteAllBytes(Target + Download.PartSuffix, content[..123_456]);
        await Bring(Hash);
        Assert.Equal(content, File.ReadAllBytes(Target));
        Assert.Equal(["bytes=123456-"], ranges);
    }

    [Fact]
    public async Task A_server_without_ranges_sends_everything_again()
    {
        knowsRanges = false;
        File.WriteAllBytes(Target + Download.PartSuffix, content[..1000]);
        await Bring(Hash);
        Assert.Equal(content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Another_content_is_not_kept()
    {
        var error = await Assert.ThrowsAsync<CommandException>(() => Bring(new string('0', 64)));
        Assert.Contains(Hash, error.Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Too_many_cuts_end_it_and_keep_what_came()
    {
        (cutAfter, cuts) = (1000, 100);
        var error = await Assert.ThrowsAsync<CommandException>(() => Bring(Hash));
        Assert.Equal(ExitCode.BadInput, error.ExitCode);
        Assert.True(new FileInfo(Target + Download.PartSuffix).Length > 0);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task A_refusal_is_told()
    {
        status = HttpStatusCode.NotFound;
        Assert.Contains("404", (await Assert.ThrowsAsync<CommandException>(() => Bring(Hash))).Message);
    }

    [Theory]
    [InlineData("no-slash")]
    [InlineData("../up")]
    [InlineData("lab/model")]
    [InlineData("openai/clip-vit-base-patch32", "--sha256", "0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(
        "lab/model", "--from", "ftp://example.org/x.bin", "--sha256", "0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(
        "lab/model", "--from", "file:///etc/hostname", "--sha256", "0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("lab/model", "--from", "x.bin", "--sha256", "0000000000000000000000000000000000000000000000000000000000000000")]
    public void What_cannot_be_checked_is_refused_before_the_network_is_used(params string[] arguments) =>
        CliResult.Run(["pull", .. arguments]).OneErrorLine(ExitCode.Usage);

    private Task Bring(string hash)
    {
        var limits = new PullLimits { Pause = TimeSpan.Zero };
        return new Download(new FileServer(limits), limits, (_, _) => { }).Bring(url, Target, hash, CancellationToken.None);
    }

    private void Serve()
    {
        try
        {
            while (true) Answer(server.GetContext());
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var range = request.Headers["Range"] ?? "";
        lock (ranges) ranges.Add(range);
        var start = knowsRanges && range.Length > 0 ? int.Parse(range["bytes=".Length..^1]) : 0;
        response.StatusCode = (int)(start > 0 ? HttpStatusCode.PartialContent : status);
        if (start > 0) response.Headers["Content-Range"] = $"bytes {start}-{content.Length - 1}/{content.Length}";
        var body = content.AsSpan(start);
        response.ContentLength64 = body.Length;
        try
        {
            if (cuts > 0 && body.Length > cutAfter)
            {
                cuts--;
                response.OutputStream.Write(body[..cutAfter]);
                response.OutputStream.Flush();
                response.Abort();
            }
            else
            {
                response.OutputStream.Write(body);
                response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or IOException or InvalidOperationException)
        {
            // The client went away.
        }
    }
}
