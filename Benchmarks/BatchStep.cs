using System.Diagnostics;
using System.Globalization;
using Gexia.Cpu;
using Gexia.Data.Loading;
using Gexia.Io;
using Gexia.Models;
using Gexia.Training;

namespace Gexia.Benchmarks;

/// <summary>
/// One large contrastive batch at the paper's size in micro-batches: <c>batch MICRO [--pairs 512] [--frames 4] [--tokens 16]
/// [--gradients FILE] [--threads N]</c>. ViT-B/32 towers and IAMs (N = 32, D = 512), random weights and pixels, one loss over all pairs and
/// all its gradients. It prints the loss, the seconds and the process's peak memory; loss and gradients are written to FILE where there is
/// none, and compared with it where there is.
/// </summary>
/// <remarks>
/// A process measures one size of micro-batch, so that the peak is that size's alone; two runs with one FILE compare two sizes:
/// <code>
/// dotnet run -c Release --project Benchmarks -- batch 4 --gradients batch.safetensors
/// dotnet run -c Release --project Benchmarks -- batch 16 --gradients batch.safetensors
/// </code>
/// Three distances are printed: ‖a − b‖/‖b‖ over all gradients as one vector; of the parameter where that of its own gradient is
/// largest; and the largest element of a − b against the largest of b. Biases of keys have gradients that are 0 but for rounding (the
/// soft-max does not see them), so those count in the first and the third alone.
/// </remarks>
internal static class BatchStep
{
    private const string Loss = "loss";

    public static void Run(string[] words)
    {
        var arguments = new Arguments(words);
        var (pairs, frames) = (arguments.Number("--pairs", 512), arguments.Number("--frames", 4));
        var (tokens, threads) = (arguments.Number("--tokens", 16), arguments.Number("--threads", CpuThreads.Default));
        var file = arguments.Text("--gradients", "");
        if (arguments.Rest is not [var word] || !int.TryParse(word, CultureInfo.InvariantCulture, out var micro) || micro < 1)
            throw new ArgumentException("batch: say how many pairs a micro-batch has, as batch 4.");
        using var limit = CpuThreads.Limit(threads);
        using var scope = TensorScope.Begin();
        var model = new GexiaModel(ParameterScope.Fresh(new Rng(1)), GexiaConfig.VitB32);
        var batch = new VideoTextBatch(Batch(pairs, frames, tokens), new Iterations(1, 1));
        var clock = Stopwatch.StartNew();
        var loss = new VideoTextObjective(model, micro).LossOf(batch).Total;
        var value = loss.At();
        Console.WriteLine(Line(
            $"batch {pairs}, {frames} frames, micro-batches of {micro}: loss {value:R} after {clock.Elapsed.TotalSeconds:F0} s"));
        var gradients = loss.Backward(release: true);
        Console.WriteLine(Line($"gradients after {clock.Elapsed.TotalSeconds:F0} s, peak memory {PeakMemory.Bytes / 1e9:F3} GB"));
        if (file.Length == 0) return;
        List<KeyValuePair<string, Tensor>> all =
        [
            new(Loss, Tensor.Of([value], [1])),
            .. model.Parameters.Where(parameter => gradients.TryGet(parameter.Value, out _))
                .Select(parameter => KeyValuePair.Create(parameter.Name, gradients[parameter.Value])),
        ];
        if (File.Exists(file)) Compare(all, file);
        else SafeTensorsWriter.Write(file, all, new Dictionary<string, string>());
    }

    private static void Compare(IReadOnlyList<KeyValuePair<string, Tensor>> actual, string file)
    {
        using var expected = SafeTensors.Open(file);
        double difference = 0, norm = 0, most = 0, largest = 0, worst = 0;
        var where = "";
        foreach (var (name, value) in actual)
        {
            using var inner = TensorScope.Begin();
            var (a, b) = (value.To(DType.Float64).ToArray<double>(), expected[name].To(DType.Float64).ToArray<double>());
            if (name == Loss)
            {
                Console.WriteLine(Line(
                    $"loss: {a[0]:R} and {b[0]:R}, relative difference {Math.Abs(a[0] - b[0]) / Math.Abs(b[0]):0.0e+0}"));
                continue;
            }
            double apart = 0, length = 0;
            for (var i = 0; i < a.Length; i++)
            {
                apart += (a[i] - b[i]) * (a[i] - b[i]);
                length += b[i] * b[i];
                most = Math.Max(most, Math.Abs(a[i] - b[i]));
                largest = Math.Max(largest, Math.Abs(b[i]));
            }
            (difference, norm) = (difference + apart, norm + length);
            var isZero = name.EndsWith(".k.bias", StringComparison.Ordinal);
            if (isZero || length == 0 || Math.Sqrt(apart / length) <= worst) continue;
            (worst, where) = (Math.Sqrt(apart / length), name);
        }
        Console.WriteLine(Line(
            $"all gradients: |a - b| / |b| = {Math.Sqrt(difference / norm):0.0e+0} (as one vector of {actual.Count - 1} tensors)"));
        Console.WriteLine(Line($"the worst parameter, {where}: |a - b| / |b| = {worst:0.0e+0}"));
        Console.WriteLine(Line($"elements: max |a - b| / max |b| = {most / largest:0.0e+0}"));
    }

    private static Batch Batch(int pairs, int frames, int tokens)
    {
        var (rng, size) = (new Rng(2), GexiaConfig.VitB32.Vision.ImageSize);
        var pixels = new byte[checked(pairs * frames * size * size * 3)];
        // Every video has a colour and a texture of its own, so that embeddings differ.
        for (var pair = 0; pair < pairs; pair++)
        {
            var own = rng.At(pair, "video");
            var (level, spread) = (own.NextInt32(128), 1 + own.NextInt32(127));
            var video = pixels.AsSpan(pair * (pixels.Length / pairs), pixels.Length / pairs);
            foreach (ref var pixel in video) pixel = (byte)(level + own.NextInt32(spread));
        }
        var ids = new int[pairs * tokens];
        for (var pair = 0; pair < pairs; pair++)
        {
            var words = 1 + rng.NextInt32(tokens - 2);
            ids[pair * tokens] = 49406;
            for (var i = 1; i <= words; i++) ids[(pair * tokens) + i] = 1 + rng.NextInt32(49000);
            ids[(pair * tokens) + words + 1] = 49407;
        }
        return new("SVST", frames, size, pixels, tokens, ids, [.. Enumerable.Range(0, pairs)]);
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
