namespace Gexia.Data.Granularities;

/// <summary>
/// Takes a language model's replies only where they can be summaries (<see cref="ReplyCheck"/>), and summarises extractively elsewhere.
/// </summary>
/// <remarks>It stands outside of a <see cref="SummaryCache"/>, which keeps replies as they came: another check asks nothing
/// again.</remarks>
/// <param name="inner">Gives the replies.</param>
/// <param name="card">What it asks and how the replies are judged; written before the first text is asked for.</param>
/// <param name="folder">Where the card is written.</param>
internal sealed class CheckedSummarizer(ISummarizer inner, SummaryCard card, string folder) : ISummarizer
{
    private readonly Lazy<string> written = new(() => card.Write(folder));
    private readonly long[] counts = new long[Enum.GetValues<ReplyVerdict>().Length];

    /// <inheritdoc/>
    public string Id => FormattableString.Invariant($"{inner.Id}, at least {card.Least:R}, else {ReplyCheck.Otherwise.Id}");

    /// <inheritdoc/>
    public int Concurrency => inner.Concurrency;

    /// <summary>Where the card lies; null before it is written.</summary>
    public string? Card => written.IsValueCreated ? written.Value : null;

    /// <summary>How many replies met that verdict.</summary>
    public long Count(ReplyVerdict verdict) => Interlocked.Read(ref counts[(int)verdict]);

    /// <summary>How many summaries are extractive because their replies could not be taken.</summary>
    public long Fallbacks => Count(ReplyVerdict.Empty) + Count(ReplyVerdict.Prompt) + Count(ReplyVerdict.Unlike);

    /// <inheritdoc/>
    public string Summarize(string text, int maxWords) => SummarizeAsync(text, maxWords).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async Task<string> SummarizeAsync(string text, int maxWords, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWords, 1);
        if (string.IsNullOrWhiteSpace(text)) return "";
        _ = written.Value;
        var reply = await inner.SummarizeAsync(text, maxWords, cancellation).ConfigureAwait(false);
        var (summary, verdict) = ReplyCheck.Of(text, reply, maxWords, card.Prompt, card.Least);
        Interlocked.Increment(ref counts[(int)verdict]);
        return summary;
    }
}
