using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Gexia.Cli.Pull;

/// <summary>
/// A server that is asked for the rest of a file, and that is trusted in nothing: not in its haste, nor its lengths, nor its redirects.
/// </summary>
internal sealed class FileServer : IDisposable
{
    private readonly PullLimits limits;
    private readonly HttpClient http;

    /// <param name="limits">What it may cost.</param>
    public FileServer(PullLimits limits)
    {
        this.limits = limits;
        // Redirects are followed here, by our rules; bodies are taken as they are sent, so that a small one stays small.
        var handler =
            new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None, UseCookies = false };
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
    }

    public void Dispose() => http.Dispose();

    /// <summary>Appends what a file lacks.</summary>
    /// <param name="url">Where it lies.</param>
    /// <param name="file">What came so far; begins anew where the server cannot continue.</param>
    /// <param name="progress">Is told bytes so far and bytes in all (0 when unknown).</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="InterruptedDownloadException">It broke off, was too slow, or asks to come again.</exception>
    /// <exception cref="CommandException">It refuses, or what it sends cannot be right.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task Continue(Uri url, FileStream file, Action<long, long> progress, CancellationToken cancellation)
    {
        using var response = await Ask(url, file.Length, cancellation);
        // all is here, or the hash will say no
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && file.Length > 0) return;
        RequireContent(url, response);
        var (begin, end) = RangeOf(url, response, file.Length);
        file.SetLength(begin);
        file.Position = begin;
        await Copy(url, response, file, end, progress, cancellation);
    }

    private async Task<HttpResponseMessage> Ask(Uri url, long from, CancellationToken cancellation)
    {
        var address = url;
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
            // A password is for the host that it was given for.
            if (address.Host == url.Host && address.Scheme == url.Scheme && address.Port == url.Port)
                request.Headers.Authorization = Address.Credentials(url);
            var response = await Send(request, cancellation);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308)) return response;
            using (response) address = Address.Follow(address, response.Headers.Location);
            if (redirects == limits.Redirects)
                throw CommandException.BadInput($"pull: {Address.Shown(url)} redirects more than {limits.Redirects} times.");
        }
    }

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(limits.Headers, limits.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new InterruptedDownloadException(Seconds("no answer came within", limits.Headers));
        }
        catch (HttpRequestException error)
        {
            throw new InterruptedDownloadException(error.GetBaseException().Message, error);
        }
    }

    private static void RequireContent(Uri url, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var answer = string.Create(CultureInfo.InvariantCulture, $"answers {status} {response.ReasonPhrase}");
        if (status is 408 or 429 or >= 500) throw new InterruptedDownloadException($"it {answer}");
        if (status is not (200 or 206)) throw CommandException.BadInput($"pull: {Address.Shown(url)} {answer}.");
        if (response.Content.Headers.ContentEncoding.FirstOrDefault(encoding => encoding != "identity") is { } packed)
            throw CommandException.BadInput(
                $"pull: {Address.Shown(url)} sends its content packed ('{packed}'), which was not asked for; "
                + $"bytes as they are are needed.");
    }

    /// <summary>Which bytes of the file the answer holds; the end is −1 where the server does not say.</summary>
    private (long Begin, long End) RangeOf(Uri url, HttpResponseMessage response, long asked)
    {
        var length = response.Content.Headers.ContentLength;
        var range = response.Content.Headers.ContentRange;
        long begin = 0, end = length ?? -1;
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            if (range is not { Unit: "bytes", From: { } from, To: { } to }
                || from != asked || (length is not null && to - from + 1 != length) || range.Length <= to)
                throw CommandException.BadInput(
                    $"pull: {Address.Shown(url)} was asked for the bytes from {asked} and sends '{range?.ToString() ?? "no range"}'.");
            (begin, end) = (from, to + 1);
        }
        // A server that does not know ranges sends everything again.
        if (end > limits.MostBytes)
            throw CommandException.BadInput($"pull: {Address.Shown(url)} is {end:N0} bytes; at most {limits.MostBytes:N0} are taken.");
        return (begin, end);
    }

    private async Task Copy(
        Uri url, HttpResponseMessage response, FileStream file, long end, Action<long, long> progress, CancellationToken cancellation)
    {
        var pace = new Pace(limits);
        var buffer = new byte[1 << 18];
        await using var body = await Network(limit => response.Content.ReadAsStreamAsync(limit), pace, cancellation);
        int read;
        while ((read = await Network(limit => body.ReadAsync(buffer, limit).AsTask(), pace, cancellation)) > 0)
        {
            if (file.Position + read > (end < 0 ? limits.MostBytes : end))
            {
                file.SetLength(0);
                throw CommandException.BadInput(
                    $"pull: {Address.Shown(url)} sends more than {(end < 0 ? limits.MostBytes : end):N0} bytes. Nothing was kept.");
            }
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            pace.Came(read);
            progress(file.Position, Math.Max(end, 0));
        }
        await file.FlushAsync(cancellation);
        if (file.Position < end) throw new InterruptedDownloadException($"it ended after {file.Position:N0} of {end:N0} bytes");
    }

    /// <summary>One wait for the network, within what is left of the pace's stretch.</summary>
    private static async Task<T> Network<T>(Func<CancellationToken, Task<T>> wait, Pace pace, CancellationToken cancellation)
    {
        using var limit = pace.Limit();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await wait(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new InterruptedDownloadException(pace.TooSlow);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new InterruptedDownloadException(error.GetBaseException().Message, error);
        }
    }

    private static string Seconds(string text, TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{text} {time.TotalSeconds:0} s");
}
