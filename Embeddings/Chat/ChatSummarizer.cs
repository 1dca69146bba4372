using Gexia.Data.Granularities;
using Microsoft.Extensions.AI;

namespace Gexia.Embeddings.Chat;

/// <summary>Text compression Θt by a language model: each text is a question of its own, answered at temperature 0.</summary>
/// <remarks>GEXIA §4.1 and appendix A use Vicuna-13B-v1.5. Replies are given as they come; <see cref="CheckedSummarizer"/> judges them.
/// </remarks>
/// <param name="client">Answers; may be asked from several threads at once.</param>
/// <param name="model">What the client calls the model.</param>
/// <param name="prompt">What is asked.</param>
/// <param name="concurrency">How many questions may be open at once.</param>
internal sealed class ChatSummarizer(IChatClient client, string model, SummaryPrompt prompt, int concurrency) : ISummarizer
{
    private readonly SemaphoreSlim room = new(concurrency);
    private long asked;

    /// <inheritdoc/>
    /// <remarks>The same model asked the same way is one summarizer, wherever it runs.</remarks>
    public string Id { get; } = $"chat-1 {prompt.Digest} {model}";

    /// <inheritdoc/>
    public int Concurrency => concurrency;

    /// <summary>How many texts were asked about.</summary>
    public long Asked => Interlocked.Read(ref asked);

    /// <inheritdoc/>
    public string Summarize(string text, int maxWords) => SummarizeAsync(text, maxWords).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async Task<string> SummarizeAsync(string text, int maxWords, CancellationToken cancellation = default)
    {
        await room.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            Interlocked.Increment(ref asked);
            // A word of English is 1.3 tokens or so; four leave room for other languages, and a model that talks on is stopped.
            var options = new ChatOptions { ModelId = model, Temperature = 0, MaxOutputTokens = (4 * maxWords) + 16 };
            var question = new ChatMessage(ChatRole.User, prompt.Ask(text, maxWords));
            return (await client.GetResponseAsync([question], options, cancellation).ConfigureAwait(false)).Text;
        }
        finally
        {
            room.Release();
        }
    }
}
