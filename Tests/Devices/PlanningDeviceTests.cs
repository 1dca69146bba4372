using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Planning;

namespace Gexia.Tests.Devices;

/// <summary>A planned step holds, at its peak, exactly the bytes of the step that runs.</summary>
public class PlanningDeviceTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(300, 1)]
    [InlineData(7, 2)]
    [InlineData(300, 3)]
    public void A_step_is_planned_to_the_byte(int rows, int threads)
    {
        using var limit = Gexia.Cpu.CpuThreads.Limit(threads);
        Assert.Equal(Peak(Device.Cpu, rows), Peak(new PlanningDevice(), rows));
    }

    [Fact]
    public void Buffers_of_a_step_serve_the_next()
    {
        var device = new PlanningDevice();
        var x = Tensor.Empty([100, 100], device: device).RequireGradient();
        using var arena = new CaptureArena();
        long Made()
        {
            using var scope = arena.Begin();
            x.Gelu().MatMul(x).Mean().Backward(release: true);
            return device.MadeBytes;
        }
        var first = Made();
        Assert.True(first > 4 * 100 * 100 * sizeof(float));
        Assert.Equal(first, Made());
    }

    [Fact]
    public void Nothing_is_allocated_for_what_no_machine_holds()
    {
        var device = new PlanningDevice();
        using var scope = TensorScope.Begin();
        var x = Tensor.Normal(new Rng(1), [1 << 20, 1 << 20], device: device);
        var y = x.Gelu();
        Assert.Equal(2L << 42, scope.PeakBytes);
        Assert.Throws<InvalidOperationException>(() => y.At(0, 0));
        Assert.Throws<InvalidOperationException>(() => y.ToArray<float>());
        Assert.Contains("float32[1048576, 1048576]", y.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 0, 1)]
    [InlineData(true, 0, 1)]
    [InlineData(false, 3, 1)]
    [InlineData(true, 2, 2)]
    public void A_step_of_CLIP_is_planned_to_the_byte(bool checkpoint, int part, int threads)
    {
        using var limit = Gexia.Cpu.CpuThreads.Limit(threads);
        var planned = ClipPeak(new PlanningDevice(), checkpoint, part);
        Assert.Equal(ClipPeak(Device.Cpu, checkpoint, part), planned);
        Assert.NotEqual(planned, ClipPeak(new PlanningDevice(), !checkpoint, part));
    }

    // The contrastive loss of seven pairs, all at once or in parts that are computed again.
    private static long ClipPeak(Device device, bool checkpoint, int part)
    {
        const int pairs = 7, length = 9;
        TowerConfig Tower(int width) => new() { Width = width, Layers = 3, Heads = 2, Activation = Activation.QuickGelu };
        var config = new ClipConfig
        {
            Vision = new() { ImageSize = 24, PatchSize = 8, Tower = Tower(32) },
            Text = new() { VocabularySize = 60, ContextLength = 12, Tower = Tower(24) },
            ProjectionWidth = 20,
        };
        var model = new ClipModel(ParameterScope.Fresh(new Rng(1), device: device), config, checkpoint);
        var pictures = Tensor.Normal(new Rng(2), [pairs, 3, 24, 24], device: device);
        int[] ids = [.. Enumerable.Range(0, pairs * length).Select(i => i % length == length - 1 ? 59 : 1 + (i % 50))];
        using var scope = TensorScope.Begin();
        var images = InParts(range => model.EncodeImage(pictures.Slice(0, range.Start.Value, range.End.Value - range.Start.Value)));
        var texts = InParts(range => model.EncodeText(
            TextIds.Of(ids.AsSpan(range.Start.Value * length, (range.End.Value - range.Start.Value) * length), length, 12, null, device)));
        ContrastiveLoss.Symmetric(images, texts, model.LogitScale).Backward(release: true);
        return scope.PeakBytes;

        Tensor InParts(Func<Range, Tensor> encode)
        {
            if (part == 0) return encode(..pairs);
            var parts = new List<Tensor>();
            for (var first = 0; first < pairs; first += part)
            {
                var range = first..Math.Min(pairs, first + part);
                parts.Add(ActivationCheckpoint.Run(_ => encode(range)));
            }
            return ConcatOp.Concat([.. parts], 0);
        }
    }

    // Products cut for threads, an activation checkpoint, a walk that gives memory back, ids, a concatenation, views.
    private static long Peak(Device device, int rows)
    {
        var rng = new Rng(5);
        Tensor Leaf(params int[] shape) => Tensor.Normal(rng, shape, device: device).RequireGradient();
        var (w1, w2, gamma, beta, table) = (Leaf(768, 256), Leaf(256, 768), Leaf(256), Leaf(256), Leaf(50, 256));
        var ids = Tensor.Of([.. Enumerable.Range(0, rows).Select(i => i % 50)], [rows], device);
        using var scope = TensorScope.Begin();
        var x = table.Gather(ids).LayerNorm(gamma, beta);
        x = ActivationCheckpoint.Run(part => part[0].Mlp(w1, null, w2, null, new QuickGelu(), part[0]), x);
        x = ConcatOp.Concat([x, x.Slice(0, 0, 1)], 0).L2Normalize();
        var loss = (x.MatMul(x.Transpose()) * 3).SymmetricCrossEntropy();
        loss.Backward(release: true);
        return scope.PeakBytes;
    }
}
