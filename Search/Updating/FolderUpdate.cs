using Gexia.Data.Image;
using Gexia.Data.Loading;
using Gexia.Data.Video;
using Gexia.Embeddings;
using Gexia.Io;
using Gexia.Search.Cache;
using Gexia.Search.Windows;

namespace Gexia.Search.Updating;

/// <summary>Brings an index to what its folder holds now.</summary>
/// <remarks>
/// Several videos are identified and decoded at once, on background threads; the model runs on the caller's. Each video is stored as soon
/// as it is embedded, so whoever is killed loses the videos that were on their way, and what is stored does not depend on when that was.
/// </remarks>
internal sealed class FolderUpdate(
    EmbeddingModel model, string folder, VideoIndexOptions options, VideoCache cache, IProgress<IndexProgress>? progress)
{
    // So often is the catalog written on the way: without it, the contents of files must be read to know them.
    private const int CatalogEvery = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <param name="File">The file.</param>
    /// <param name="Entry">What it is; null where it could not be read at all.</param>
    /// <param name="Known">Its embeddings, when they are in the cache.</param>
    /// <param name="Decoded">Its frames, when they are not.</param>
    /// <param name="Failure">Why nothing can be used of it.</param>
    /// <param name="Note">What is wrong with its file in the cache.</param>
    private sealed record Prepared(
        ListedFile File, CatalogEntry? Entry, EmbeddedVideo? Known = null, DecodedVideo? Decoded = null, string? Failure = null,
        string? Note = null);

    private readonly WindowEmbedder embedder = new(model, options);

    public (IReadOnlyList<IndexedVideo> Videos, IndexChanges Changes) Run(CancellationToken cancellation)
    {
        using var held = Lock(cancellation);
        progress?.Report(new(IndexStage.Listing, 0, 0));
        var (files, unreadable) = ListedFile.Under(folder, options.Extensions, cancellation);
        var before = cache.ReadCatalog(out var problem);
        var state = new UpdateState(before, unreadable);
        if (problem is not null) state.Notes.Add($"the index's catalog {problem}; it is made anew");
        using (
            var prepared = new Prefetch<Prepared>(
                (n, stop) => Prepare(files[(int)n], before, stop), 0, files.Count, options.Decoders + 1, options.Decoders, cancellation))
            for (var n = 0; n < files.Count; n++)
            {
                progress?.Report(new(IndexStage.Embedding, n, files.Count, n > 0 ? files[n - 1].Name : null));
                Take(prepared.Next(cancellation), state, cancellation);
            }
        state.KeepUnseen();
        var hashes =
            state.Catalog.Values.Where(entry => entry.Failure is null).Select(entry => entry.Hash).ToHashSet(StringComparer.Ordinal);
        if (!state.IsAsBefore) cache.WriteCatalog(state.Catalog);
        cache.Sweep(hashes);
        progress?.Report(new(IndexStage.Embedding, files.Count, files.Count, files.Count > 0 ? files[^1].Name : null));
        return (state.Videos, state.Changes());
    }

    private FileLock Lock(CancellationToken cancellation)
    {
        while (true)
        {
            if (cache.TryLock() is { } held) return held;
            progress?.Report(new(IndexStage.Waiting, 0, 0));
            cancellation.WaitHandle.WaitOne(Patience);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private Prepared Prepare(ListedFile file, Dictionary<string, CatalogEntry> before, CancellationToken stop)
    {
        CatalogEntry? entry = null;
        try
        {
            entry = file.Identify(before.GetValueOrDefault(file.Name), stop);
            if (entry.Failure is { } known) return new(file, entry, Failure: known);
            var found = cache.Find(entry.Hash, out var problem);
            return found is not null ? new(file, entry, found)
                : new(
                    file, entry, Decoded: DecodedVideo.Read(file.Path, model, options, stop),
                    Note: problem is null ? null : $"{file.Name}: its file in the index {problem}; it is made anew");
        }
        catch (Exception error) when (
            error is VideoException or ImageException or GexiaException or IOException or UnauthorizedAccessException)
        {
            var reason = ReasonOf(error, file.Path);
            var isOfContent = error is VideoException { MayPass: false, Failure: VideoFailure.Undecodable };
            return new(file, isOfContent && entry is not null ? entry with { Failure = reason } : null, Failure: reason);
        }
    }

    private void Take(Prepared prepared, UpdateState state, CancellationToken cancellation)
    {
        var (file, entry, video, decoded, failure, note) = prepared;
        if (note is not null) state.Notes.Add(note);
        if (decoded is not null)
        {
            using var frames = decoded;
            try
            {
                // Two files of the same bytes are embedded once.
                video = cache.Find(entry!.Hash, out _) ?? cache.Store(entry.Hash, embedder.Embed(decoded, cancellation));
                if (++state.Embedded % CatalogEvery == 0) cache.WriteCatalog(state.CatalogOnTheWay());
            }
            catch (NonFiniteEmbeddingException error)
            {
                (video, failure) = (null, ReasonOf(error, file.Path));
            }
        }
        state.Add(file, entry, video, failure);
    }

    private static string ReasonOf(Exception error, string path)
    {
        var reason = error is VideoException video ? video.Reason : error.Message;
        return (reason.StartsWith($"{path}: ", StringComparison.Ordinal) ? reason[(path.Length + 2)..] : reason).TrimEnd('.');
    }
}
