using Gexia.Data.Loading;

namespace Gexia.Embeddings.Pipeline;

/// <summary>
/// Embeds many pictures and videos with three stages at work at the same time: decode (ffmpeg processes, several at once) → prepare
/// (scale, crop, normalise) → encode (the model, on the caller's thread, in batches across inputs).
/// </summary>
/// <remarks>
/// The stages before the model are a <see cref="Prefetch{T}"/> each: ordered, and holding no more than <see cref="PipelineOptions"/>
/// allow, however many inputs there are. Batches are cut by the order of inputs, never by the clock, and other inputs of a batch
/// change no bit of an embedding, so neither do timing, threads or options.
/// </remarks>
/// <param name="model">The model.</param>
/// <param name="options">Batch size, frames and normalisation.</param>
/// <param name="pipeline">Decoders and queues.</param>
/// <example><code>
/// var model = EmbeddingModel.Open("clip-vit-base-patch32");
/// string[] files = ["cat.png", "cat.jpg"];
/// var pipeline = new EmbeddingPipeline(model, EmbeddingOptions.Default);
/// DecodedMedium Decode(int n, CancellationToken stop) => DecodedMedium.Picture(MediaReader.Picture(files[n], model, null, stop));
/// foreach (var (number, vector, error) in pipeline.Run(files.Length, Decode))
///     Console.WriteLine(error?.Message ?? $"{files[number]} {vector![0]}");
/// </code></example>
public sealed class EmbeddingPipeline(EmbeddingModel model, EmbeddingOptions options, PipelineOptions? pipeline = null)
{
    private readonly EmbeddingOptions options = options.Validated();
    private readonly PipelineOptions pipeline = (pipeline ?? PipelineOptions.Default).Validated();

    /// <summary>How the run that began last fares.</summary>
    public PipelineFigures Figures { get; private set; } = new();

    /// <summary>Embeds inputs 0..<paramref name="count"/>−1.</summary>
    /// <param name="count">How many inputs there are.</param>
    /// <param name="decode">Decodes input n; null where there is nothing to embed. Called from several threads at once,
    /// once for each n.</param>
    /// <param name="framesEach">Frames of most inputs, by which the queue in front of the model is cut: 1 for pictures.</param>
    /// <param name="cancellation">Ends decoders, and the model between two of its blocks.</param>
    /// <returns>One for each input, in order, as soon as its batch is through. What <paramref name="decode"/> throws becomes
    /// that input's error.</returns>
    /// <exception cref="OperationCanceledException">While enumerating: it was cancelled. All decoders have ended then.</exception>
    public IEnumerable<EmbeddedMedium> Run(
        int count, Func<int, CancellationToken, DecodedMedium?> decode, int framesEach = 1, CancellationToken cancellation = default)
    {
        Figures = new PipelineFigures();
        using var decoded = new Prefetch<DecodedMedium?>(
            (n, stop) => decode((int)n, stop), 0, count, pipeline.DecodedAhead, pipeline.DecoderThreads);
        using var prepared = new Prefetch<PreparedMedium?>(
            (n, stop) => decoded.Take(n, stop) is { } medium ? PreparedMedium.Of(medium, model.Preprocessing, stop) : null,
            0, count, pipeline.PreparedAhead(framesEach, options.BatchSize), pipeline.PreparerThreads);
        var batch = new EncoderBatch(model, options);
        for (var n = 0; n < count; n++)
        {
            var (medium, error) = Next(prepared, cancellation);
            batch.Add(n, medium, error);
            if (!batch.IsFull && n < count - 1) continue;
            var frames = batch.Frames;
            var embedded = batch.Encode(cancellation);
            Figures.Frames += frames;
            foreach (var one in embedded) yield return one;
        }
    }

    private (PreparedMedium? Medium, Exception? Error) Next(Prefetch<PreparedMedium?> prepared, CancellationToken cancellation)
    {
        try
        {
            return (prepared.Next(cancellation), null);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return (null, error);
        }
        finally
        {
            Figures.Waited = prepared.Waited;
        }
    }
}
