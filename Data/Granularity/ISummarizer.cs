namespace Gexia.Data.Granularities;

/// <summary>Makes a short text of a long one.</summary>
public interface ISummarizer
{
    /// <summary>Names the implementation and its version: summaries with the same id, text and length are the same.</summary>
    string Id { get; }

    /// <summary>How many texts are worth asking for at once; above 1 where summaries are made elsewhere and waited for.</summary>
    /// <remarks>Where it is above 1, the summarizer may be called from several threads.</remarks>
    int Concurrency => 1;

    /// <summary>A summary of <paramref name="text"/> in at most <paramref name="maxWords"/> words.</summary>
    /// <exception cref="ArgumentException">The text is none that the implementation understands.</exception>
    string Summarize(string text, int maxWords);

    /// <summary>The same without holding a thread while it is waited for.</summary>
    /// <param name="text">Any length.</param>
    /// <param name="maxWords">The longest summary, in words.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task<string> SummarizeAsync(string text, int maxWords, CancellationToken cancellation = default) =>
        Task.FromResult(Summarize(text, maxWords));
}
