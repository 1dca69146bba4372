using Gexia.Embeddings;
using Gexia.Search.Cache;
using Gexia.Search.Ranking;
using Gexia.Search.Updating;
using Gexia.Search.Windows;

namespace Gexia.Search;

/// <summary>Finds moments in the videos of a folder by text or picture.</summary>
/// <remarks>
/// Videos are cut into windows that overlap by half and do not cross scene cuts; each is embedded once, into a cache. An index that is
/// open serves any number of threads; <see cref="Update"/> replaces what <see cref="Find"/> sees when it is through.
/// </remarks>
/// <example><code>
/// var model = EmbeddingModel.Open("clip-vit-base-patch32");
/// var index = VideoIndex.Open(model, "holidays");
/// index.Update();
/// foreach (var moment in index.Find("a dog runs through snow").Moments)
///     Console.WriteLine($"{moment.Score:0.0}  {moment.File} {moment.Second:0.0} s");
/// </code></example>
public sealed class VideoIndex
{
    private readonly Lock gate = new();
    private readonly VideoCache cache;
    private IReadOnlyList<float[]>? texts;
    private SearchState state;

    private VideoIndex(EmbeddingModel model, string folder, VideoIndexOptions options, VideoCache cache)
    {
        (Model, Folder, Options, this.cache) = (model, folder, options, cache);
        state = StateOf([]);
    }

    /// <summary>The model that embeds.</summary>
    public EmbeddingModel Model { get; }

    /// <summary>The folder of the videos, a full path.</summary>
    public string Folder { get; }

    /// <summary>How videos are cut and kept.</summary>
    public VideoIndexOptions Options { get; }

    /// <summary>The folder where this index is kept: one for each model, its weights and these options.</summary>
    public string CacheFolder => cache.Folder;

    /// <summary>
    /// The videos that <see cref="Find"/> looks at, in the order of their names; none before the first <see cref="Update"/>.
    /// </summary>
    public IReadOnlyList<IndexedVideo> Videos => Volatile.Read(ref state).Index.Videos;

    /// <summary>Opens the index of a folder; nothing is read or embedded before <see cref="Update"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">The folder of the videos, which may have folders in it.</param>
    /// <param name="options">Windows and the place of the cache; <see cref="VideoIndexOptions.Default"/> when null.</param>
    /// <exception cref="GexiaException">There is no such folder, or the index can be kept nowhere.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static VideoIndex Open(EmbeddingModel model, string folder, VideoIndexOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(folder);
        options = (options ?? VideoIndexOptions.Default).Validated();
        if (!Directory.Exists(folder))
            throw new GexiaException($"{folder}: {(File.Exists(folder) ? "is a file, not a folder of videos" : "no such folder")}.");
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return new(model, folder, options, new VideoCache(CachePlace.Of(folder, options), model, options));
    }

    /// <summary>Brings the index to what the folder holds now: new and changed videos are embedded, vanished ones left out.</summary>
    /// <remarks>
    /// What was embedded is kept as soon as a video is through, so whoever is ended on the way goes on from there. A file is known again
    /// by its content, under whatever name; whether it may have changed is seen by its size, times and number on the disk. Another process
    /// that updates the same index is waited for.
    /// </remarks>
    /// <param name="progress">Is told after each video.</param>
    /// <param name="cancellation">Ends it; what is embedded is kept.</param>
    /// <returns>What was found. Videos that cannot be read are told of each time.</returns>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    /// <exception cref="GexiaException">A limit on the size of the folder was exceeded.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IndexChanges Update(IProgress<IndexProgress>? progress = null, CancellationToken cancellation = default)
    {
        var (videos, changes) = new FolderUpdate(Model, Folder, Options, cache, progress).Run(cancellation);
        Volatile.Write(ref state, StateOf(videos));
        return changes;
    }

    /// <summary>Windows of any video, embedded as those of the index are; nothing is kept.</summary>
    /// <param name="path">The video, inside or outside the folder.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="GexiaException">Nothing can be decoded, a limit was exceeded, or an embedding is not finite.</exception>
    public Task<EmbeddedVideo> EmbedFileAsync(string path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Task.Run(() =>
        {
            using var video = DecodedVideo.Read(path, Model, Options, cancellation);
            return new WindowEmbedder(Model, Options).Embed(video, cancellation);
        }, cancellation);
    }

    /// <summary>Finds moments.</summary>
    /// <param name="query">A text, or <see cref="SearchQuery.Like"/> a picture, perhaps with what must not be seen.</param>
    /// <param name="options">How many, where, and from which score on; <see cref="SearchOptions.Default"/> when null.</param>
    /// <param name="cancellation">Ends the embedding of the query.</param>
    /// <exception cref="GexiaException">The picture cannot be read, or an embedding is not finite.</exception>
    /// <exception cref="ArgumentException">An option is out of its range, or a word-level tokenizer does not know a word.</exception>
    public SearchAnswer Find(SearchQuery query, SearchOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        options = (options ?? SearchOptions.Default).Validated();
        var now = Volatile.Read(ref state);
        string[] asked = query.Text is { } text ? [text, .. query.Not] : [.. query.Not];
        var embedded = TextQueries.Embed(Model, asked, cancellation);
        var wanted = query.Picture is { } picture ? (Picture(picture, cancellation), now.OfPictures) : (embedded[0].Vector, now.OfTexts);
        var unwanted = embedded.Skip(query.Text is null ? 0 : 1).Select(other => (other.Vector, now.OfTexts));
        return MomentSearch.Find(query, wanted, [.. unwanted], now.Index, options) with
        {
            Truncated = embedded.Any(each => each.Truncated)
        };
    }

    private float[] Picture(string path, CancellationToken cancellation) =>
        Model.EmbedImages([MediaReader.Picture(path, Model, Options.Embedding, cancellation)], EmbeddingOptions.Default, cancellation)[0];

    private SearchState StateOf(IReadOnlyList<IndexedVideo> videos) => new(new IndexSnapshot(videos, Model.Dimensions), Texts, Model.Scale);

    private IReadOnlyList<float[]> Texts()
    {
        lock (gate) return texts ??= BackgroundFile.Get(Model, cache.Place, default);
    }
}
