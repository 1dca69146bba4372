using System.Security.Cryptography;
using System.Text;
using Gexia.Io;

namespace Gexia.Data.Granularities;

/// <summary>Remembers another summarizer's results in a folder, so that no text is summarised twice, by whichever run.</summary>
/// <remarks>A summary is one file named by SHA-256 over (id, maximum length, text), written at once or not at all. A file that
/// cannot be what was written is made again. A text that is asked for while it is being summarised is waited for.</remarks>
public sealed class SummaryCache : ISummarizer
{
    private const int LargestSummary = 1 << 20;

    private readonly ISummarizer inner;
    private readonly string folder;
    private readonly Lock gate = new();
    private readonly Dictionary<string, Task<string>> beingMade = [];
    private long found;

    /// <param name="inner">Makes what is not yet there.</param>
    /// <param name="folder">Created when the first summary is written.</param>
    public SummaryCache(ISummarizer inner, string folder) => (this.inner, this.folder) = (inner, folder);

    /// <inheritdoc/>
    public string Id => this.inner.Id;

    /// <inheritdoc/>
    public int Concurrency => this.inner.Concurrency;

    /// <summary>How many summaries were there already.</summary>
    public long Found => Interlocked.Read(ref found);

    /// <inheritdoc/>
    public string Summarize(string text, int maxWords) => SummarizeAsync(text, maxWords).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async Task<string> SummarizeAsync(string text, int maxWords, CancellationToken cancellation = default)
    {
        var key = Key(Id, text, maxWords);
        while (true)
        {
            var (summary, isAnothers) = Begin(key, text, maxWords, cancellation);
            try
            {
                return await summary.ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (isAnothers && !cancellation.IsCancellationRequested)
            {
                // Whoever was making it was cancelled, and this is not: it is made here.
            }
        }
    }

    /// <summary>What a folder holds; null where it holds none.</summary>
    /// <param name="folder">The folder of a cache.</param>
    /// <param name="id">Of the summarizer.</param>
    /// <param name="text">What was summarised.</param>
    /// <param name="maxWords">The longest summary that was asked for.</param>
    internal static string? Find(string folder, string id, string text, int maxWords)
    {
        var key = Key(id, text, maxWords);
        return Read(PathOf(folder, key), key);
    }

    /// <summary>The summary, made or being made; and whether somebody else's token can end that.</summary>
    private (Task<string> Summary, bool IsAnothers) Begin(string key, string text, int maxWords, CancellationToken cancellation)
    {
        if (Known(key) is { } known) return (known, false);
        lock (gate)
        {
            if (beingMade.TryGetValue(key, out var others)) return (others, true);
            if (Known(key) is { } now) return (now, false);          // whoever was making it has just ended
            var own = Make(key, text, maxWords, cancellation);
            if (!own.IsCompleted) beingMade[key] = own;
            return (own, false);
        }
    }

    private Task<string>? Known(string key)
    {
        if (Read(PathOf(this.folder, key), key) is not { } summary) return null;
        Interlocked.Increment(ref found);
        return Task.FromResult(summary);
    }

    private async Task<string> Make(string key, string text, int maxWords, CancellationToken cancellation)
    {
        try
        {
            var summary = await this.inner.SummarizeAsync(text, maxWords, cancellation).ConfigureAwait(false);
            Write(PathOf(this.folder, key), key, summary);
            return summary;
        }
        finally
        {
            lock (gate) beingMade.Remove(key);
        }
    }

    private static void Write(string path, string key, string summary)
    {
        try
        {
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes($"{Digest(key + summary)}\n{summary}")));
        }
        catch (IOException)
        {
            // Another run is writing the same summary, or the folder is read-only or full: that costs time later, nothing else.
        }
    }

    private static string PathOf(string folder, string key) => Path.Combine(folder, key[..2], key + ".txt");

    private static string Key(string id, string text, int maxWords) => Digest($"{id}\0{maxWords}\0{text}");

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
