using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Gexia.Embeddings.Chat;

/// <summary>What an endpoint answers.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Type">The body's media type; null where none is stated.</param>
/// <param name="Wait">How long it asks to wait; null where it says nothing.</param>
/// <param name="Body">At most <see cref="ChatLimits.MostBytes"/>.</param>
internal sealed record ChatReply(int Status, string? Type, TimeSpan? Wait, byte[] Body);

/// <summary>
/// Sends requests to one endpoint: to judged addresses only, without redirects, proxies, cookies or packed bodies, within limits of size
/// and time.
/// </summary>
internal sealed class ChatConnection : IDisposable
{
    private readonly ChatLimits limits;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve;
    private readonly HttpClient http;
    private readonly bool isSecret;

    /// <param name="limits">What it may cost.</param>
    /// <param name="key">Goes along with each request, and never in the clear through the internet; null for none.</param>
    /// <param name="resolve">The addresses of a name; null asks the system.</param>
    public ChatConnection(ChatLimits limits, string? key, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        (this.limits, this.resolve, isSecret) = (limits, resolve ?? Dns.GetHostAddressesAsync, key is not null);
        // A proxy would resolve the name itself, behind our back.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            MaxConnectionsPerServer = limits.Concurrency,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = limits.Connect,
            ConnectCallback = Connect,
        };
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (key is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public void Dispose() => http.Dispose();

    /// <summary>One attempt.</summary>
    /// <exception cref="InterruptedReplyException">It broke off or took too long.</exception>
    /// <exception cref="RefusedHostException">The address may not be connected to.</exception>
    /// <exception cref="GexiaException">The body is too large or packed.</exception>
    public async Task<ChatReply> Post(Uri url, byte[] json, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(limits.Reply, limits.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(json) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response =
                await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var body = await Read(response, either.Token).ConfigureAwait(false);
            return new ChatReply((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, Wait(response), body);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new InterruptedReplyException(limit.IsCancellationRequested
                ? $"no whole reply came within {limits.Reply.TotalSeconds:0} s"
                : $"no connection came about within {limits.Connect.TotalSeconds:0} s");
        }
        catch (HttpRequestException error) when (Refusal(error) is { } refused)
        {
            throw refused;
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new InterruptedReplyException(error.GetBaseException().Message.TrimEnd('.'), inner: error);
        }
    }

    private async Task<byte[]> Read(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentEncoding.FirstOrDefault(encoding => encoding != "identity") is { } packed)
            throw new GexiaException($"chat: the endpoint sends its replies packed ('{packed}'), which was not asked for.");
        if (response.Content.Headers.ContentLength > limits.MostBytes) throw TooLarge();
        using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var content = new MemoryStream();
        var buffer = new byte[1 << 13];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            if (content.Length + read > limits.MostBytes) throw TooLarge();
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }

    private TimeSpan? Wait(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - limits.Clock.GetUtcNow(),
        _ => null,
    };

    private GexiaException TooLarge() => new($"chat: the endpoint sends a reply of more than {limits.MostBytes:N0} bytes.");

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await resolve(host, cancellation).ConfigureAwait(false);
        foreach (var address in addresses)
        {
            HostAddresses.Require(host, address, limits.TakesPrivate);
            if (isSecret && context.InitialRequestMessage.RequestUri!.Scheme == "http" && HostAddresses.KindOf(address) == HostKind.Public)
                throw new RefusedHostException(
                    $"chat: {host} is reached over http, and {ChatEndpoint.KeyVariable} would go there in the clear. "
                    + "Use https, or unset it.");
        }
        Exception? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, port, cancellation).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception error)
            {
                socket.Dispose();
                if (error is not SocketException) throw;
                last = error;
            }
        }
        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static RefusedHostException? Refusal(Exception error)
    {
        for (var inner = error; inner is not null; inner = inner.InnerException!)
            if (inner is RefusedHostException refused) return refused;
        return null;
    }
}
