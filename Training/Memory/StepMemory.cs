using Gexia.Models;
using Gexia.Training.Config;

namespace Gexia.Training.Memory;

/// <summary>What the tensors of one training step hold at most, in bytes.</summary>
/// <param name="Granularity">Which batches.</param>
/// <param name="Gradients">Of the parameters, at that moment.</param>
/// <param name="Activations">What the forward pass left, and what the backward pass needs besides.</param>
internal sealed record StepMemory(string Granularity, long Gradients, long Activations)
{
    /// <summary>Both.</summary>
    public long Bytes => Gradients + Activations;

    /// <summary>Parameters of a model, counted from its configuration; its vocabulary must be settled.</summary>
    public static long Parameters(ModelConfig model) =>
        Video(model, 1, 1, 0).Concat(Text(model, 1, model.Sizes.Text.ContextLength, 0)).Sum(segment => segment.Parameters) + 1;     // and the logit scale

    /// <summary>One step on a batch of a granularity, the texts as long as they may be.</summary>
    /// <param name="model">Its vocabulary must be settled.</param>
    /// <param name="policy">The batch.</param>
    /// <param name="microBatch">Pairs embedded at a time; 0 for all.</param>
    public static StepMemory Of(ModelConfig model, GranularityPolicy policy, int microBatch)
    {
        long pairs = policy.BatchSize, width = EmbeddingWidth(model);
        List<Segment> segments = [.. Tower(count => [.. Video(model, count, policy.Frames, ((Iterations)policy.Options).Video)]), .. Tower(count => [.. Text(model, count, policy.TextLength, ((Iterations)policy.Options).Text)])];
        // Unit vectors of both sides; scores, scaled, both soft-maxes and their gradients.
        segments.Add(new((4 * pairs * width) + (5 * pairs * pairs), 1, 3 * pairs * pairs));
        var (all, gradients) = Segment.Peak(segments);
        return new(policy.Name, gradients * sizeof(float), (all - gradients) * sizeof(float));

        IReadOnlyList<Segment> Tower(Func<long, Segment[]> of) =>
            microBatch == 0 || microBatch >= pairs ? of(pairs) : [Segment.InParts(2 * pairs * width, of(pairs), of(microBatch))];
    }

    /// <summary>Embedding pairs without a record: frames, one block or the IAM, and what surrounds them.</summary>
    internal static long Evaluation(ModelConfig model, GranularityPolicy policy, int pairs)
    {
        var vision = model.Sizes.Vision;
        long frames = (long)pairs * policy.Frames, rows = frames * (vision.Patches + 1), textRows = (long)pairs * policy.TextLength;
        var video = (2 * frames * 3 * vision.ImageSize * vision.ImageSize) + (5 * rows * vision.Tower.Width);
        var head = model.Sizes is MeanPoolingConfig ? 0 : LayerSegments.Iam(((GexiaConfig)model.Sizes).Iam, vision.Tower.Width, pairs, rows / pairs, ((Iterations)policy.Options).Video).Sum(segment => segment.Kept);
        return sizeof(float) * (video + Math.Max(head, LayerSegments.BlockWithoutRecord(vision.Tower, rows))
            + (3 * textRows * model.Sizes.Text.Tower.Width) + LayerSegments.BlockWithoutRecord(model.Sizes.Text.Tower, textRows));
    }

    private static long EmbeddingWidth(ModelConfig model) => model.Sizes.EmbeddingWidth;

    private static IEnumerable<Segment> Video(ModelConfig model, long pairs, int frames, int iterations)
    {
        var gexia = model.Sizes as GexiaConfig ?? new GexiaConfig { Vision = model.Sizes.Vision, Text = model.Sizes.Text, Iam = null!, Checkpoint = model.Sizes.Checkpoint };
        long width = gexia.Vision.Tower.Width, count = pairs * frames, tokens = gexia.Vision.Patches + (gexia.Dense.UseCls ? 1 : 0);
        var tower = LayerSegments.Vision(gexia.Vision, count, gexia.Checkpoint);
        if (model.Sizes is MeanPoolingConfig) return ClassOnly([.. tower], count, width).Append(Projection(count, width, model.Sizes.EmbeddingWidth));
        if (gexia.Dense.TemporalEmbedding) tower = tower.Append(new(count * tokens * width, gexia.Dense.MaxFrames * width, count * tokens * width));
        return tower.Concat(LayerSegments.Iam(gexia.Iam, width, pairs, frames * tokens, iterations));
    }

    private static IEnumerable<Segment> Text(ModelConfig model, long pairs, long length, int iterations)
    {
        var gexia = model.Sizes as GexiaConfig ?? new GexiaConfig { Vision = model.Sizes.Vision, Text = model.Sizes.Text, Iam = null!, Checkpoint = model.Sizes.Checkpoint };
        long width = gexia.Text.Tower.Width, rows = pairs * length, window = Math.Min(length, gexia.Text.ContextLength);
        var tower = LayerSegments.Text(gexia.Text, rows / window, window, gexia.Checkpoint);
        if (model.Sizes is MeanPoolingConfig) return tower.Append(Projection(pairs, width, model.Sizes.EmbeddingWidth));
        if (gexia.Dense.LongText == LongText.Chunk) tower = tower.Append(new(rows * width, gexia.Dense.MaxChunks * width, rows * width));
        return tower.Concat(LayerSegments.Iam(gexia.Iam, width, pairs, length, iterations));
    }

    // CLIP's head reads one token of each frame, so the last norm is over these alone.
    private static IEnumerable<Segment> ClassOnly(Segment[] tower, long frames, long width) => [.. tower[..^1], LayerSegments.Norm(frames, width)];

    private static Segment Projection(long rows, long width, long projected) => new(rows * (width + (3 * projected)), width * projected, rows * width);
}
