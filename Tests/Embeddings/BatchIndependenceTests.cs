using FsCheck;
using FsCheck.Fluent;
using Gexia.Cpu;
using Gexia.Data.Image;
using Gexia.Embeddings;
using Gexia.Embeddings.Pipeline;
using Gexia.Tests.Support;

namespace Gexia.Tests.Embeddings;

/// <summary>
/// An embedding depends on the model and its input alone: the same bits whatever is embedded beside it, on however many
/// threads, and whatever fails.
/// </summary>
public sealed class BatchIndependenceTests : IDisposable
{
    private enum Kind
    {
        Picture,
        Video,
        Known,
        Broken,
    }

    private sealed record Input(Kind Kind, int Seed, int Frames);

    private sealed record Run(Input[] Inputs, int Batch, int Decoders, int Queue, int Threads);

    private static readonly Gen<Input> Inputs =
        from kind in Gen.Elements(Kind.Picture, Kind.Picture, Kind.Video, Kind.Video, Kind.Known, Kind.Broken)
        from seed in Gen.Choose(1, 50)
        from frames in Gen.Choose(1, 3)
        select new Input(kind, seed, frames);

    private static readonly Gen<Run> Runs =
        from inputs in Inputs.ArrayOf()
        from batch in Gen.Choose(1, 9)
        from decoders in Gen.Choose(1, 4)
        from queue in Gen.Choose(1, 12)
        from threads in Gen.Choose(1, 3)
        select new Run(inputs, batch, decoders, queue, threads);

    private readonly TemporaryFolder folder = new();
    private readonly EmbeddingModel model;

    public BatchIndependenceTests() => model = EmbeddingModel.Open(TinyClip.Write(folder.File("tiny-clip")));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_input_embeds_as_it_does_alone() => Prop.ForAll(Arb.From(Runs, Smaller), run =>
    {
        using var limit = CpuThreads.Limit(run.Threads);
        var pipeline = new EmbeddingPipeline(
            model, new() { BatchSize = run.Batch }, new() { Decoders = run.Decoders, QueuedFrames = run.Queue });
        var results = pipeline.Run(run.Inputs.Length, (n, _) => Decode(run.Inputs[n])).ToArray();
        return results.Length == run.Inputs.Length
            && results.Select((result, n) => result.Number == n && Fits(result, run.Inputs[n])).All(fits => fits);
    }).QuickCheckThrowOnFailure();

    private bool Fits(EmbeddedMedium result, Input input) => input.Kind switch
    {
        Kind.Broken => result.Error is GexiaException && result.Vector is null,
        Kind.Known => result.Error is null && result.Vector is null,
        Kind.Video => result.Vector!.SequenceEqual(model.EmbedVideo(Decode(input)!.Frames)),
        _ => result.Vector!.SequenceEqual(model.EmbedImages(Decode(input)!.Frames)[0]),
    };

    private static DecodedMedium? Decode(Input input) => input.Kind switch
    {
        Kind.Broken => throw new GexiaException("broken"),
        Kind.Known => null,
        Kind.Video => new([.. Enumerable.Range(0, input.Frames).Select(i => Frame(input.Seed + i))], IsVideo: true),
        _ => DecodedMedium.Picture(Frame(input.Seed)),
    };

    private static RgbImage Frame(int seed)
    {
        var frame = new RgbImage(20 + seed % 31, 25 + seed % 17);
        for (var i = 0; i < frame.Pixels.Length; i++) frame.Pixels[i] = (byte)((i * (2 * seed + 1)) ^ (i >> 4));
        return frame;
    }

    // Fewer inputs.
    private static IEnumerable<Run> Smaller(Run run)
    {
        for (var n = 0; n < run.Inputs.Length; n++) yield return run with { Inputs = [.. run.Inputs[..n], .. run.Inputs[(n + 1)..]] };
    }
}
