using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Gexia.Cli.Pull;

/// <summary>
/// Brings one file over HTTP: goes on where an earlier attempt was cut, and lets the file appear under its name only when its SHA-256
/// is the one that was asked for.
/// </summary>
/// <param name="http">The client; it follows redirects.</param>
/// <param name="progress">Is told bytes so far and bytes in all (0 when unknown).</param>
internal sealed class Download(HttpClient http, Action<long, long> progress)
{
    /// <summary>What is called a part until its hash is right.</summary>
    public const string PartSuffix = ".part";

    private const long MostBytes = 64L << 30;
    private const int Attempts = 5;
    private static readonly TimeSpan stall = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait before trying again.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Brings a file that is not there yet.</summary>
    /// <exception cref="CommandException">The server refuses, keeps breaking off, or sends something else.</exception>
    public async Task Bring(Uri url, string path, string sha256, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var part = path + PartSuffix;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Continue(url, part, cancellation);
                break;
            }
            catch (Exception error) when (error is HttpRequestException { StatusCode: null } or IOException or TimeoutException && !cancellation.IsCancellationRequested)
            {
                if (attempt == Attempts) throw CommandException.BadInput($"pull: {url} broke off {Attempts} times ({error.Message.TrimEnd('.')}). What came so far is kept; try again later.");
                await Task.Delay(Pause * attempt, cancellation);
            }
        }
        var found = await HashOf(part, cancellation);
        if (found != sha256)
        {
            File.Delete(part);
            throw CommandException.BadInput($"pull: {url} has SHA-256 {found}, not {sha256}. Nothing was kept.");
        }
        File.Move(part, path, overwrite: true);
    }

    /// <summary>SHA-256 of a file, hexadecimal.</summary>
    public static async Task<string> HashOf(string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
    }

    private async Task Continue(Uri url, string part, CancellationToken cancellation)
    {
        await using var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1 << 20);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (file.Length > 0) request.Headers.Range = new RangeHeaderValue(file.Length, null);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) return;       // all of it is here already, or the hash will say no
        if (!response.IsSuccessStatusCode)
            throw CommandException.BadInput(string.Create(CultureInfo.InvariantCulture, $"pull: {url} answers {(int)response.StatusCode} {response.ReasonPhrase}."));
        // A server that does not know ranges sends everything again; one that sends another range would spoil the file.
        var begins = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.From ?? -1 : 0;
        if (begins != 0 && begins != file.Length) throw CommandException.BadInput($"pull: {url} was asked for bytes from {file.Length} and sends them from {begins}.");
        file.SetLength(begins);
        file.Position = begins;
        var total = response.Content.Headers.ContentLength is { } rest ? begins + rest : 0;
        if (total > MostBytes) throw CommandException.BadInput($"pull: {url} is {total:N0} bytes; at most {MostBytes:N0} are taken.");
        await Copy(response, file, total, cancellation);
    }

    private async Task Copy(HttpResponseMessage response, FileStream file, long total, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[1 << 18];
        while (true)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(stall);
            int read;
            try
            {
                read = await stream.ReadAsync(buffer, limit.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new TimeoutException($"nothing came for {stall.TotalSeconds:0} s");
            }
            if (read == 0) break;
            if (file.Position + read > MostBytes) throw CommandException.BadInput($"pull: more than {MostBytes:N0} bytes came.");
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            progress(file.Position, total);
        }
        if (total > 0 && file.Position < total) throw new IOException($"it ended after {file.Position:N0} of {total:N0} bytes");
    }
}
