namespace Gexia.Data.Granularities;

/// <summary>Makes a short text of a long one.</summary>
public interface ISummarizer
{
    /// <summary>Names the implementation and its version: summaries with the same id, text and length are the same.</summary>
    string Id { get; }

    /// <summary>A summary of <paramref name="text"/> in at most <paramref name="maxWords"/> words.</summary>
    /// <exception cref="ArgumentException">The text is none that the implementation understands.</exception>
    string Summarize(string text, int maxWords);
}
