using System.Security.Cryptography;
using System.Text;
using Gexia.Io;

namespace Gexia.Data.Granularities;

/// <summary>Remembers another summarizer's results in a folder, so that no text is summarised twice, by whichever run.</summary>
/// <remarks>A summary is one file named by SHA-256 over (id, maximum length, text), written at once or not at all. A file that
/// cannot be what was written is made again.</remarks>
public sealed class SummaryCache : ISummarizer
{
    private const int LargestSummary = 1 << 20;

    private readonly ISummarizer inner;
    private readonly string folder;

    /// <param name="inner">Makes what is not yet there.</param>
    /// <param name="folder">Created when the first summary is written.</param>
    public SummaryCache(ISummarizer inner, string folder) => (this.inner, this.folder) = (inner, folder);

    /// <inheritdoc/>
    public string Id => this.inner.Id;

    /// <inheritdoc/>
    public string Summarize(string text, int maxWords)
    {
        var key = Digest($"{this.inner.Id}\0{maxWords}\0{text}");
        var path = Path.Combine(this.folder, key[..2], key + ".txt");
        if (Read(path, key) is { } known) return known;

        var summary = this.inner.Summarize(text, maxWords);
        try
        {
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes($"{Digest(key + summary)}\n{summary}")));
        }
        catch (IOException)
        {
            // Another run is writing the same summary, or the folder is read-only or full: that costs time later, nothing else.
        }
        return summary;
    }

    /// <summary>The summary after the line with its digest; null where the file is missing, too large, damaged or another's.</summary>
    private static string? Read(string path, string key)
    {
        if (InputFile.Problem(path) is not null || new FileInfo(path).Length > LargestSummary) return null;
        var content = InputFile.ReadAllText(path, LargestSummary);
        var line = content.IndexOf('\n');
        if (line < 0) return null;
        var summary = content[(line + 1)..];
        return content[..line] == Digest(key + summary) ? summary : null;
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
