using Gexia.Models;
using Gexia.Models.Layers;

namespace Gexia.Training.Analysis;

/// <summary>A part of the work that a frame costs.</summary>
/// <param name="Part">Where it is done: <see cref="FrameCost.Tower"/> or <see cref="FrameCost.Iam"/>.</param>
/// <param name="Name">Which product it is.</param>
/// <param name="Macs">Multiply-adds per frame; those of a whole video are shared by its frames.</param>
internal sealed record CostItem(string Part, string Name, double Macs);

/// <summary>
/// Multiply-adds that a video model spends on a frame, itemised (GEXIA App. D, Table 9, which counts one multiply-add as one FLOP).
/// </summary>
/// <remarks>
/// A tower's block over n tokens of width W and hidden width H: 4nW² for the projections, 2n²W for scores and their use, 2nWH for the MLP.
/// An IAM's step from N vectors of width D to M = frames·P features of width C: 2ND² for queries and outputs, 2NMD for attention, 2MCD for
/// keys and values, once for the first step and once for all shared ones, 4ND² + 2N²D for self-attention, 2rND² for an MLP of ratio r.
/// </remarks>
/// <param name="Frames">Of a video.</param>
/// <param name="Items">The parts.</param>
/// <param name="TextTower">Multiply-adds of the text tower for one text of the whole context.</param>
/// <param name="TextHead">Those of what follows it: the text's IAM, or the projection.</param>
internal sealed record FrameCost(int Frames, IReadOnlyList<CostItem> Items, double TextTower, double TextHead)
{
    /// <summary>The names of the parts.</summary>
    public const string Tower = "tower", Iam = "iam";

    /// <summary>Multiply-adds per frame.</summary>
    public double PerFrame => Items.Sum(item => item.Macs);

    /// <summary>Multiply-adds of one part per frame.</summary>
    public double Of(string part) => Items.Where(item => item.Part == part).Sum(item => item.Macs);

    /// <summary>The cost of a model.</summary>
    /// <param name="config">Sizes of GEXIA or of mean pooling.</param>
    /// <param name="frames">Of a video, at least 1.</param>
    /// <param name="iterations">#iter; mean pooling has none.</param>
    /// <exception cref="ArgumentException">It is another kind of model.</exception>
    public static FrameCost Of(VideoTextConfig config, int frames, Iterations iterations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        double patches = config.Vision.Patches, side = config.Vision.PatchSize, width = config.Vision.Tower.Width;
        List<CostItem> items =
        [
            new(Tower, "patch embedding", patches * 3 * side * side * width), .. Blocks(config.Vision.Tower, patches + 1),
        ];
        var text = Blocks(config.Text.Tower, config.Text.ContextLength).Sum(item => item.Macs);
        double textWidth = config.Text.Tower.Width;
        switch (config)
        {
            case GexiaConfig gexia:
                var keys = frames * (patches + (gexia.Dense.UseCls ? 1 : 0));
                items.AddRange(Iterated(gexia.Iam, keys, width, iterations.Video).Select(item => item with { Macs = item.Macs / frames }));
                var head = Iterated(gexia.Iam, config.Text.ContextLength, textWidth, iterations.Text).Sum(item => item.Macs);
                return new(frames, items, text, head);
            case MeanPoolingConfig pooled:
                items.Add(new(Tower, "projection of the class token", width * pooled.ProjectionWidth));
                return new(frames, items, text, textWidth * pooled.ProjectionWidth);
            default:
                throw new ArgumentException(
                    $"FrameCost: counts GEXIA and mean pooling, not {config.GetType().Name}.", nameof(config));
        }
    }

    private static IEnumerable<CostItem> Blocks(TowerConfig tower, double tokens)
    {
        double layers = tower.Layers, width = tower.Width;
        yield return new(Tower, "attention projections", layers * 4 * tokens * width * width);
        yield return new(Tower, "attention", layers * 2 * tokens * tokens * width);
        yield return new(Tower, "MLPs", layers * 2 * tokens * width * tower.Hidden);
    }

    private static IEnumerable<CostItem> Iterated(IamConfig iam, double keys, double features, int iterations)
    {
        double n = iam.Vectors, d = iam.Width, steps = 1 + iterations, sets = iterations > 0 ? 2 : 1;
        double mlps = iam.Literal ? 0 : iam.Mlp switch { IamMlp.None => 0, IamMlp.AfterBoth => 2, _ => 1 };
        yield return new(Iam, "keys and values", sets * 2 * keys * features * d);
        yield return new(Iam, "queries and outputs", steps * 2 * n * d * d);
        yield return new(Iam, "cross-attention", steps * 2 * n * keys * d);
        yield return new(Iam, "self-attention", steps * ((4 * n * d * d) + (2 * n * n * d)));
        yield return new(Iam, "MLPs", steps * mlps * 2 * n * d * (int)(d * iam.MlpRatio));
    }
}
