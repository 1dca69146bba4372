using System.Globalization;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training.Miniature;
using Gexia.Training.Optimizers;

namespace Gexia.Benchmarks;

/// <summary>
/// One training step of the miniature model (spec §12.3): forward, loss, backward, clipping and AdamW on random data, for the
/// granularities <c>S LL LS</c>. The counterpart is peers/step.py.
/// </summary>
internal static class MiniatureStep
{
    private sealed record Kind(int Frames, int TextLength, int VideoIterations, int TextIterations);

    private static readonly Dictionary<string, Kind> kinds = new()
    {
        ["S"] = new(4, 12, 1, 1), ["LL"] = new(8, 36, 3, 3), ["LS"] = new(8, 18, 3, 1),
    };

    private const int Batch = 32, Vocabulary = 31;

    public static void Run(string[] words) => new Peer(new(words), Prepare).Run([.. kinds.Keys], (name, rates) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-3} {1000 / rates[rates.Length / 2],8:F2} ms a step")));

    private static Work Prepare(string name)
    {
        if (!kinds.TryGetValue(name, out var kind)) throw new ArgumentException($"step: there is no work '{name}'; use {string.Join(", ", kinds.Keys)}.");
        var rng = new Rng(2);
        var model = new GexiaModel(ParameterScope.Fresh(new Rng(1)), MiniatureTraining.ModelConfig(Vocabulary));
        var optimizer = new AdamW(model.Parameters, 1e-3, 0.05);
        var frames = Tensor.Normal(rng, [Batch, kind.Frames, 3, 24, 24]);
        var ids = new int[Batch * kind.TextLength];
        for (var i = 0; i < ids.Length; i++) ids[i] = 1 + rng.NextInt32(Vocabulary - 2);
        for (var text = 1; text <= Batch; text++) ids[(text * kind.TextLength) - 1] = Vocabulary - 1;   // no padding: nothing to cut
        return new(() =>
        {
            using var scope = TensorScope.Begin();
            var loss = ContrastiveLoss.Symmetric(model.EncodeVideo(frames, kind.VideoIterations), model.EncodeText(TextIds.Of(ids, kind.TextLength), kind.TextIterations), model.LogitScale);
            var gradients = loss.Backward();
            optimizer.Step(gradients, gradientScale: GradientNorm.ClipScale(optimizer.GradientNorm(gradients), 1));
        });
    }
}
