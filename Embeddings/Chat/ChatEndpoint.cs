using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;

namespace Gexia.Embeddings.Chat;

/// <summary>
/// A language model behind an OpenAI-compatible endpoint (llama.cpp's server, vLLM, Ollama, a service) as an <see cref="IChatClient"/>.
/// </summary>
/// <remarks>
/// Faults that may pass (a broken connection, no reply in time, a reply that is no JSON, 408, 425, 429 and 5xx) are tried again with
/// exponential back-off; how long, is a function of the seed and the request. What the endpoint says is trusted in nothing.
/// </remarks>
internal sealed class ChatEndpoint : IChatClient
{
    /// <summary>The environment variable that holds the key, the only place that it is taken from.</summary>
    public const string KeyVariable = "GEXIA_CHAT_KEY";

    private readonly ChatLimits limits;
    private readonly Uri url;
    private readonly string? key;
    private readonly Rng random;
    private readonly ChatConnection connection;
    private long requests;

    /// <param name="url">Of the completions, see <see cref="ChatAddress.Parse"/>.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="random">Where the chance in the waits comes from.</param>
    /// <param name="key">The key; null for none.</param>
    /// <param name="resolve">The addresses of a name; null asks the system.</param>
    /// <exception cref="ArgumentException">The key is none that can be sent; does not repeat it.</exception>
    public ChatEndpoint(
        Uri url, ChatLimits limits, Rng random, string? key, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        if (string.IsNullOrEmpty(key)) key = null;
        if (key is not null && !key.All(letter => letter is > ' ' and <= '~'))
            throw new ArgumentException($"chat: {KeyVariable} holds other than printable ASCII letters without spaces.");
        (this.url, this.limits, this.random, this.key) = (url, limits, random, key);
        connection = new ChatConnection(limits, key, resolve);
    }

    /// <summary>How many requests were sent, those that were tried again included.</summary>
    public long Requests => Interlocked.Read(ref requests);

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("openai-compatible", url)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    /// <inheritdoc/>
    /// <exception cref="GexiaException">The endpoint refuses, or fails as often as it may.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = ChatJson.Request(messages, options);
        Rng? chance = null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Ask(request, cancellationToken).ConfigureAwait(false);
            }
            catch (InterruptedReplyException error)
            {
                if (attempt >= limits.Attempts) throw Failed(attempt, error);
                chance ??= random.At(BitConverter.ToInt64(SHA256.HashData(request)), "chat retry");
                await Task.Delay(Wait(attempt, error.Wait, chance), limits.Clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>The endpoint is asked for whole replies only; this gives one as a single update.</remarks>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToChatResponseUpdates()) yield return update;
    }

    /// <summary>The wait before the next attempt: pause · 2^(attempt−1) · u with u uniform in [½, 1), or what the server asks.</summary>
    internal TimeSpan Wait(int attempt, TimeSpan? asked, Rng chance)
    {
        var backOff = limits.Pause * Math.Pow(2, Math.Min(attempt - 1, 30)) * chance.NextDouble(0.5, 1);
        var wait = asked > backOff ? asked.Value : backOff;
        return wait < limits.LongestPause ? wait : limits.LongestPause;
    }

    private async Task<ChatResponse> Ask(byte[] request, CancellationToken cancellation)
    {
        Interlocked.Increment(ref requests);
        var reply = await connection.Post(url, request, cancellation).ConfigureAwait(false);
        var answer = $"answers {reply.Status}{Said(reply.Body)}";
        switch (reply.Status)
        {
            case 200:
                break;
            case 408 or 425 or 429 or >= 500:
                throw new InterruptedReplyException($"it {answer}", reply.Wait);
            case >= 300 and < 400:
                throw new GexiaException($"chat: {Shown} redirects ({reply.Status}), which is not followed. Name the address it leads to.");
            case 401 or 403:
                throw new GexiaException(
                    $"chat: {Shown} {answer}. "
                    + (key is null ? $"Does it need a key, in {KeyVariable}?" : $"Is the key in {KeyVariable} right?"));
            default:
                throw new GexiaException($"chat: {Shown} {answer}.");
        }
        if (!"application/json".Equals(reply.Type, StringComparison.OrdinalIgnoreCase))
            throw new GexiaException(
                $"chat: {Shown} answers with {Plain(reply.Type ?? "no type")}, not application/json. "
                + $"Is it the address of an OpenAI-compatible API?");
        var response = ChatJson.Response(reply.Body);
        if (key is not null && response.Text.Contains(key, StringComparison.Ordinal))
            throw new GexiaException($"chat: {Shown} answers with the key of {KeyVariable}. Nothing of it was kept.");
        return response;
    }

    private GexiaException Failed(int attempts, InterruptedReplyException error) => new(
        $"chat: {Shown} failed {attempts} times ({error.Message}). Summaries made so far are kept; the same command goes on there.", error);

    private string Shown => $"{url.Scheme}://{url.Authority}{url.AbsolutePath}";

    /// <summary>What an error's body says, in one short line without the key.</summary>
    private string Said(byte[] body)
    {
        const int most = 160;
        var text = Plain(ChatJson.Error(body) ?? Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 4 * most))));
        return text.Length == 0 ? "" : $": {(text.Length <= most ? text : text[..most] + "…").TrimEnd('.')}";
    }

    private string Plain(string text)
    {
        if (key is not null) text = text.Replace(key, "…", StringComparison.Ordinal);
        var letters = text.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter)
            || char.GetUnicodeCategory(letter) == UnicodeCategory.Format ? ' ' : letter).ToArray();
        return string.Join(' ', new string(letters).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
