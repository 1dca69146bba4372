using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Training.Memory;

/// <summary>What the towers' and the IAM's layers hold, counted from what their operations remember (Autograd/Ops).</summary>
internal static class LayerSegments
{
    /// <summary>Pixels to tokens [frames, 1 + patches, width] after ln_post.</summary>
    public static IEnumerable<Segment> Vision(VisionConfig config, long frames, bool checkpoint)
    {
        long width = config.Tower.Width, tokens = config.Patches + 1, rows = frames * tokens, pixels = 3L * config.ImageSize * config.ImageSize;
        long patch = 3L * config.PatchSize * config.PatchSize;
        // Pixels and their patches, the embedded patches; then with CLS, plus positions, normalised.
        yield return new((2 * frames * pixels) + (frames * config.Patches * width) + (rows * ((3 * width) + 2)), (patch + tokens + 3) * width, 2 * rows * width);
        foreach (var block in Blocks(config.Tower, frames, tokens, checkpoint)) yield return block;
        yield return Norm(rows, width);
    }

    /// <summary>Ids to tokens [texts, length, width] after ln_final.</summary>
    public static IEnumerable<Segment> Text(TextConfig config, long texts, long length, bool checkpoint)
    {
        long width = config.Tower.Width, rows = texts * length;
        yield return new(2 * rows * width, ((long)config.VocabularySize + config.ContextLength) * width, rows * width);
        foreach (var block in Blocks(config.Tower, texts, length, checkpoint)) yield return block;
        yield return Norm(rows, width);
    }

    /// <summary>Dense features [pairs, tokens, features] to embeddings [pairs, width].</summary>
    public static IEnumerable<Segment> Iam(IamConfig config, long features, long pairs, long tokens, int iterations)
    {
        long width = config.Width, rows = pairs * config.Vectors, hidden = (long)(width * config.MlpRatio);
        var mlps = config.Literal ? 0 : config.Mlp switch { IamMlp.None => 0, IamMlp.AfterSelfAttention => 1, _ => 2 };
        var norms = config.Literal ? 0 : 1;
        // Keys and values of the features (normalised before), whose gradients wait until all iterations are walked.
        var keyValues = pairs * tokens * 2 * width;
        var projected = keyValues + (norms * pairs * tokens * (features + 2));
        // Cross-attention: q, o, its output; self-attention: q, k, v, o, its output; a norm before each, log-sums per head.
        var step = (rows * width * (8 + (2 * norms))) + (4 * norms * rows) + (rows * config.Heads * 2) + (mlps * rows * ((2 * width) + (2 * hidden) + 2));
        var stepParameters = (6 * width * (width + 1)) + (2 * width * (features + 1)) + (norms * ((4 * width) + (2 * features))) + (mlps * ((2 * width * hidden) + hidden + (3 * width)));
        var transient = (2 * rows * Math.Max(width, mlps * hidden)) + (rows * width) + (2 * keyValues);
        yield return new(projected + step, stepParameters + (config.Vectors * width), transient);
        yield return new(iterations == 0 ? 0 : projected, stepParameters, keyValues);
        for (var i = 0; i < iterations; i++) yield return new(step, 0, transient);
        if (config.FinalNorm) yield return Norm(rows, width);
        yield return new(pairs * width, 0, 0);
    }

    /// <summary>One layer norm.</summary>
    public static Segment Norm(long rows, long width) => new(rows * (width + 2), 2 * width, rows * width);

    /// <summary>A block's forward pass where nothing is recorded: the same without a second copy of the hidden layer.</summary>
    public static long BlockWithoutRecord(TowerConfig config, long rows) => (rows * ((8L * config.Width) + config.Hidden + 4)) + (rows * config.Heads);

    private static IEnumerable<Segment> Blocks(TowerConfig config, long samples, long tokens, bool checkpoint)
    {
        long width = config.Width, hidden = config.Hidden, rows = samples * tokens;
        // LN₁, q, k and v, attention and its log-sums, x, LN₂, the hidden layer before and after its activation, x.
        var kept = BlockWithoutRecord(config, rows) + (rows * hidden);
        // At the hidden layer: its gradient before and after the activation's slope, and the residual's.
        var transient = rows * ((2 * hidden) + width);
        var parameters = (4 * width * (width + 1)) + (2 * width * hidden) + hidden + (5 * width);
        var block = checkpoint ? new Segment(rows * width, parameters, kept + transient) : new Segment(kept, parameters, transient);
        return Enumerable.Repeat(block, config.Layers);
    }
}
