using Gexia.Data.Image;
using Gexia.Data.Loading;
using Gexia.Data.Text;
using Gexia.Embeddings.Pipeline;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training;
using Gexia.Training.Analysis;
using Gexia.Training.Evaluation;
using Gexia.Pretrained;
using Gexia.Training.Runs;

namespace Gexia.Embeddings;

/// <summary>A loaded CLIP or GEXIA model that embeds texts, pictures and videos in one space.</summary>
/// <remarks>
/// Weights are only read, so one instance serves any number of threads at once. An embedding is a function of the model and its
/// input: the other inputs of a batch and the number of threads change no bit of it.
/// </remarks>
/// <example><code>
/// var model = EmbeddingModel.Open("clip-vit-base-patch32");
/// float[] cat = model.EmbedImages([Picture.Read("cat.jpg")])[0];
/// float[] text = model.EmbedTexts(["a photo of a cat"])[0].Vector;
/// float cosine = TensorPrimitives.Dot(cat, text);        // both have length 1
/// </code></example>
public sealed class EmbeddingModel
{
    private readonly IEncoder encoder;

    private readonly ITokenizer? tokenizer;

    private EmbeddingModel(IEncoder encoder, ITokenizer? tokenizer, ClipPreprocessing preprocessing, string id, ClipModel? clip = null) =>
        (this.encoder, this.tokenizer, Preprocessing, Id, Clip) = (encoder, tokenizer, preprocessing, id, clip);

    /// <summary>The model's name: its folder's, unless another was given.</summary>
    public string Id { get; }

    /// <summary>Where the model lives and computes.</summary>
    public Device Device => encoder.LogitScale.Device;

    /// <summary>Width of an embedding.</summary>
    public int Dimensions => encoder.Dimensions;

    /// <summary>Side of the square that pictures are cropped to, pixels.</summary>
    public int ImageSize => Preprocessing.Size;

    /// <summary>Most ids of a text, start and end included; longer ones are cut and reported.</summary>
    public int TextLength => encoder.TextLength;

    /// <summary>Frames of a video where none are asked for.</summary>
    public int Frames => encoder.FrameCount;

    /// <summary>1/τ = exp(ℓ), by which cosines are multiplied before a softmax.</summary>
    public double Scale => Math.Exp(encoder.LogitScale.ToHost().To(DType.Float64).Item<double>());

    /// <summary>Texts to ids.</summary>
    /// <exception cref="GexiaException">The model came without a tokenizer, so only pictures and videos can be embedded.</exception>
    public ITokenizer Tokenizer => tokenizer
        ?? throw new GexiaException($"{Id}: has no tokenizer. Put tokenizer.json, or vocab.json and merges.txt, beside the weights.");

    /// <summary>Picture to pixels.</summary>
    public ClipPreprocessing Preprocessing { get; }

    /// <summary>What a user should know about the files it was loaded from, a line each.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>The CLIP model itself; null for a trained run.</summary>
    public ClipModel? Clip { get; }

    /// <summary>
    /// A digest of all that decides what it makes of pictures and videos: weights, sizes, preprocessing. Reads every weight of
    /// theirs once, on all threads.
    /// </summary>
    public string MediaFingerprint() =>
        ModelFingerprint.Of(encoder.MediaParameters, $"{encoder.MediaSettings} {Preprocessing.Settings}", encoder.MediaParameters.Packed);

    /// <summary>How its weights are stored.</summary>
    public WeightFormat Weights => encoder.MediaParameters.Format;

    /// <summary>
    /// Opens a CLIP checkpoint (a folder, or a file of weights, see <see cref="ClipFolder.Open"/>), or a run that <c>gexia train</c> wrote.
    /// </summary>
    /// <param name="path">The folder or the file.</param>
    /// <param name="weights">How weights are kept in memory: as they are, or in half or a quarter of it with embeddings that are
    /// a little less exact.</param>
    /// <param name="allowNonFinite">Take weights with NaN or infinity as they are; they are refused otherwise, naming the
    /// tensor and the place.</param>
    /// <param name="device">Where the model lives and computes, such as one of Gexia.Gpu's; null for the processor. On a GPU
    /// <paramref name="weights"/> are float32.</param>
    /// <exception cref="GexiaException">There is nothing, or it is no model: a file is missing, of another kind, damaged, above a limit,
    /// does not fit the others, or holds weights that are not finite.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static EmbeddingModel Open(
        string path, WeightFormat weights = WeightFormat.Float32, bool allowNonFinite = false, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        RequirePath(path);
        var id = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        var run = new RunFolder(path);
        return File.Exists(run.Last)
            ? Of(TrainedRun.Open(run, weights: weights, allowNonFinite: allowNonFinite, device: device), id)
            : Of(ClipFolder.Open(path, new() { Pack = weights, AllowNonFinite = allowNonFinite, Device = device }), id);
    }

    /// <summary>
    /// Looks whether <see cref="Open"/> would find a model, in milliseconds: a run with a checkpoint, or weights whose header and
    /// configuration are well-formed. Weights are not read, so a fault among them shows only when it is opened.
    /// </summary>
    /// <param name="path">The folder or the file.</param>
    /// <exception cref="GexiaException">There is nothing, or it is no model.</exception>
    public static void Require(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        RequirePath(path);
        if (!File.Exists(new RunFolder(path).Last)) ClipFolder.Require(path);
    }

    private static void RequirePath(string path)
    {
        if (!Directory.Exists(path) && !File.Exists(path)) throw new GexiaException($"{path}: no such model folder or file.");
    }

    /// <summary>A CLIP model that is loaded already; it must not be changed while it embeds.</summary>
    /// <param name="clip">The model and its tokenizer.</param>
    /// <param name="id">Its name.</param>
    public static EmbeddingModel Of(LoadedClip clip, string id) =>
        new(new ClipEncoder(clip.Model), clip.Tokenizer, clip.Preprocessing, id, clip.Model) { Warnings = clip.Warnings };

    /// <summary>A run that is loaded already.</summary>
    /// <param name="run">The run.</param>
    /// <param name="id">Its name.</param>
    /// <param name="granularity">Whose frames, #iter and length of texts are used; null for the first that it was trained with.</param>
    /// <exception cref="ArgumentException">It was not trained with that granularity.</exception>
    public static EmbeddingModel Of(TrainedRun run, string id, string? granularity = null)
    {
        var policies = run.Config.Training.Granularities;
        var policy = granularity is null ? policies[0] : policies.FirstOrDefault(policy => policy.Name == granularity)
            ?? throw new ArgumentException(
                $"EmbeddingModel: the run was not trained with granularity {granularity}; "
                + $"known are {string.Join(", ", policies.Select(policy => policy.Name))}.",
                nameof(granularity));
        var model = run.Config.Model;
        var encoder = new RunEncoder(run.Model.With(policy.Options), model.Sizes, policy, model.Kind);
        return new(encoder, run.Tokenizer, ClipPreprocessing.Standard(model.Sizes.Vision.ImageSize), id);
    }

    /// <summary>Embeds texts.</summary>
    /// <param name="texts">Captions of any length.</param>
    /// <param name="options">Batch size and normalisation.</param>
    /// <param name="cancellation">Checked before every batch.</param>
    /// <returns>One embedding for each text, in order.</returns>
    /// <exception cref="ArgumentException">A word-level tokenizer does not know a word.</exception>
    /// <exception cref="NonFiniteEmbeddingException">An embedding is not finite.</exception>
    public IReadOnlyList<EmbeddedText> EmbedTexts(
        IReadOnlyList<string> texts, EmbeddingOptions? options = null, CancellationToken cancellation = default)
    {
        options = (options ?? EmbeddingOptions.Default).Validated();
        var embedded = new List<EmbeddedText>(texts.Count);
        var (size, batches) = (options.BatchSize, (texts.Count + options.BatchSize - 1) / options.BatchSize);
        using var tokenized = new Prefetch<TokenizedTexts>(
            (n, _) => TokenizedTexts.Of(texts.Skip((int)n * size).Take(size), Tokenizer, encoder.TextLength, encoder.ContextLength), 0,
            batches);
        for (var n = 0; n < batches; n++)
        {
            var batch = tokenized.Next(cancellation);
            cancellation.ThrowIfCancellationRequested();
            var vectors = Run(
                options, () => encoder.Texts(TextIds.Of(batch.Ids, encoder.TextLength, encoder.ContextLength, encoder.EndOfText, Device)));
            NonFiniteEmbeddingException.Require(options, vectors, "text", embedded.Count);
            embedded.AddRange(vectors.Select((vector, i) => new EmbeddedText(vector, batch.Lengths[i], batch.Truncated[i])));
        }
        return embedded;
    }

    /// <summary>Embeds pictures, each prepared by <see cref="Preprocessing"/>.</summary>
    /// <param name="images">Of any sizes.</param>
    /// <param name="options">Batch size and normalisation.</param>
    /// <param name="cancellation">Checked before every batch and between the blocks of a CLIP.</param>
    /// <returns>[dimensions] for each picture, in order.</returns>
    /// <exception cref="NonFiniteEmbeddingException">An embedding is not finite.</exception>
    public IReadOnlyList<float[]> EmbedImages(
        IReadOnlyList<RgbImage> images, EmbeddingOptions? options = null, CancellationToken cancellation = default)
    {
        options = (options ?? EmbeddingOptions.Default).Validated();
        var embedded = new List<float[]>(images.Count);
        foreach (var batch in images.Chunk(options.BatchSize))
        {
            var vectors = Embed(
                [.. batch.Select(image => PreparedMedium.Of(DecodedMedium.Picture(image), Preprocessing))], options, cancellation);
            NonFiniteEmbeddingException.Require(options, vectors, "picture", embedded.Count);
            embedded.AddRange(vectors);
        }
        return embedded;
    }

    /// <summary>Embeds one video.</summary>
    /// <param name="frames">Its sampled frames in time order, at least one; prepared as pictures are.</param>
    /// <param name="options">Normalisation.</param>
    /// <returns>[dimensions].</returns>
    /// <exception cref="ShapeException">There are more frames than a run's temporal embedding has rows.</exception>
    /// <exception cref="NonFiniteEmbeddingException">The embedding is not finite.</exception>
    public float[] EmbedVideo(IReadOnlyList<RgbImage> frames, EmbeddingOptions? options = null) => EmbedVideos([frames], options)[0];

    /// <summary>Embeds videos of equally many frames in one batch.</summary>
    /// <param name="videos">Of each its sampled frames in time order, at least one.</param>
    /// <param name="options">Normalisation; the batch is what is given.</param>
    /// <param name="cancellation">Checked before the batch and between the blocks of a CLIP.</param>
    /// <returns>[dimensions] for each video, in order.</returns>
    /// <exception cref="ArgumentException">A video has no frame, or another number of frames than the first.</exception>
    /// <exception cref="ShapeException">There are more frames than a run's temporal embedding has rows.</exception>
    /// <exception cref="NonFiniteEmbeddingException">An embedding is not finite.</exception>
    public IReadOnlyList<float[]> EmbedVideos(
        IReadOnlyList<IReadOnlyList<RgbImage>> videos, EmbeddingOptions? options = null, CancellationToken cancellation = default)
    {
        if (videos.Count == 0) return [];
        if (videos.Any(frames => frames.Count == 0))
            throw new ArgumentException("EmbeddingModel: a video needs at least one frame.", nameof(videos));
        if (videos.FirstOrDefault(frames => frames.Count != videos[0].Count) is { } other)
            throw new ArgumentException(
                $"EmbeddingModel: the videos of a batch need equally many frames, not {videos[0].Count} and {other.Count}.",
                nameof(videos));
        options = (options ?? EmbeddingOptions.Default).Validated();
        var vectors = Embed(
            [.. videos.Select(frames => PreparedMedium.Of(new(frames, IsVideo: true), Preprocessing, cancellation))], options,
            cancellation);
        NonFiniteEmbeddingException.Require(options, vectors, "video", 0);
        return vectors;
    }

    /// <summary>
    /// Which places of one frame of a video speak for a query: how far their cosine falls when a place is covered with the mean colour.
    /// </summary>
    /// <param name="frames">The video's sampled frames in time order, at least one; prepared as pictures are.</param>
    /// <param name="frame">Which of them is covered, place by place.</param>
    /// <param name="query">[dimensions], an embedding of length 1.</param>
    /// <param name="places">Places along a side, half a square apart: fewer places cover larger squares. 13 are squares of 32 pixels of
    /// 224.</param>
    /// <param name="cancellation">Checked before every few places.</param>
    /// <returns>Scores are [1, side, side].</returns>
    public AlignmentMap Align(
        IReadOnlyList<RgbImage> frames, int frame, ReadOnlySpan<float> query, int places = 13, CancellationToken cancellation = default)
    {
        if (frame < 0 || frame >= frames.Count)
            throw new ArgumentOutOfRangeException(nameof(frame), $"EmbeddingModel: there is no frame {frame} among {frames.Count}.");
        if (query.Length != Dimensions)
            throw new ArgumentException($"EmbeddingModel: an embedding has {Dimensions} numbers, not {query.Length}.", nameof(query));
        using var pause = Graph.NoGradient();
        using var scope = TensorScope.Begin();
        var prepared = PreparedMedium.Of(new(frames, IsVideo: true), Preprocessing, cancellation);
        var pixels = Tensor.Of(prepared.Pixels, [frames.Count, 3, ImageSize, ImageSize], Device);
        return new PatchMasking().Measure(
            batch => encoder.Frames(batch, cancellation), pixels,
            [new(encoder.Head, Tensor.Of(query.ToArray(), [1, Dimensions], Device))], MaskGrid.Of(ImageSize, places), [frame],
            cancellation)[0][0];
    }

    /// <summary>
    /// Which places of all frames of a video speak for texts (GEXIA App. G): how far their cosine falls when a place of 1/7 of the frame's
    /// side is covered with the mean colour. Each covered frame goes through the image tower once for all texts and options.
    /// </summary>
    /// <param name="frames">The video's sampled frames in time order, at least one; prepared as pictures are.</param>
    /// <param name="texts">At least one, such as a long text and its summary.</param>
    /// <param name="asked">Ways to ask the model, such as #iter 1-1 and 3-3; null as it was opened.</param>
    /// <param name="progress">Told after each batch how many of how many covered frames are done; may be null.</param>
    /// <param name="cancellation">Checked before every few places.</param>
    /// <returns>[ways][texts]; scores are [frames, 13, 13].</returns>
    /// <exception cref="ArgumentException">There is no frame or no text, or the options are another kind's.</exception>
    public IReadOnlyList<IReadOnlyList<AlignmentMap>> Align(
        IReadOnlyList<RgbImage> frames, IReadOnlyList<string> texts, IReadOnlyList<ModelOptions>? asked = null,
        Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        if (frames.Count == 0 || texts.Count == 0 || asked is { Count: 0 })
            throw new ArgumentException(
                $"EmbeddingModel: a map needs frames, texts and ways to ask, not {frames.Count}, {texts.Count} and {asked?.Count ?? 1}.");
        using var pause = Graph.NoGradient();
        using var scope = TensorScope.Begin();
        var prepared = PreparedMedium.Of(new(frames, IsVideo: true), Preprocessing, cancellation);
        var pixels = Tensor.Of(prepared.Pixels, [frames.Count, 3, ImageSize, ImageSize], Device);
        var tokenized = TokenizedTexts.Of(texts, Tokenizer, encoder.TextLength, encoder.ContextLength);
        var ids = TextIds.Of(tokenized.Ids, encoder.TextLength, encoder.ContextLength, encoder.EndOfText, Device);
        List<IVideoTextModel> models = asked is null ? [encoder.Head] : [.. asked.Select(encoder.Head.With)];
        return new PatchMasking { Progress = progress }.Measure(
            batch => encoder.Frames(batch, cancellation), pixels,
            [.. models.Select(model => new MaskQuestion(model, model.EncodeText(ids).L2Normalize()))], MaskGrid.Of(ImageSize),
            [.. Enumerable.Range(0, frames.Count)], cancellation);
    }

    /// <summary>Embeds media that are alike: all pictures, or all videos of equally many frames. Embeddings may be not finite.</summary>
    internal float[][] Embed(IReadOnlyList<PreparedMedium> media, EmbeddingOptions options, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Run(options, () =>
        {
            var frames = media[0].Frames;
            var pixels = Pixels(media, [media.Count, frames, 3, ImageSize, ImageSize]);
            return media[0].IsVideo
                ? encoder.Videos(pixels, cancellation)
                : encoder.Images(pixels.Reshape(media.Count, 3, ImageSize, ImageSize), cancellation);
        });
    }

    private Tensor Pixels(IReadOnlyList<PreparedMedium> media, Shape shape)
    {
        var values = media[0].Pixels.Length;
        var all = Device.IsHost ? null : GC.AllocateUninitializedArray<float>(checked((int)shape.Length));
        var pixels = Tensor.Empty(shape, device: Device);
        for (var i = 0; i < media.Count; i++)
            media[i].Pixels.CopyTo((all is null ? pixels.AsSpan<float>() : all).Slice(i * values, values));
        if (all is not null) pixels.Write<float>(all);
        return pixels;
    }

    private static float[][] Run(EmbeddingOptions options, Func<Tensor> encode)
    {
        using var pause = Graph.NoGradient();
        using var scope = TensorScope.Begin();
        var embedded = encode();
        if (options.Normalize) embedded = CosineScores.UnitRows(embedded);
        return [.. embedded.ToHost().To(DType.Float32).ToArray<float>().Chunk(embedded.Shape[1])];
    }
}
