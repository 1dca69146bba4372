using System.Globalization;
using Gexia.Cli.Bench;
using Gexia.Cpu;
using Gexia.Models;
using Gexia.Training;
using Gexia.Training.Analysis;

namespace Gexia.Benchmarks;

/// <summary>
/// What an alignment map costs (GEXIA App. G) beside the image tower alone: a video of ViT-B/32 size, every place of every frame covered,
/// at several #iter, against as many single-frame encodings in the same batches.
/// <c>maps [--frames N] [--places N] [--batch N] [--rounds N] [--threads N]</c>.
/// </summary>
/// <remarks>
/// A round measures one frame's places: as many single-frame encodings, then the map of that frame at each #iter, and what a map costs
/// before its first place (keys and values of the video projected), which a whole video pays once, beside an encoding of each frame. All
/// places cost the same, so that fewer of them (<c>--places</c>) give the same ratio sooner: of a frame with 13² places,
/// r = (13²·place + start/frames + encoding)/(13²·encoding).
/// </remarks>
internal static class AlignmentCost
{
    private const int Size = 224, Paper = MaskGrid.Places * MaskGrid.Places;

    private static readonly Iterations[] asked = [new(0, 1), new(1, 1), new(3, 3)];

    public static void Run(string[] words)
    {
        var arguments = new Arguments(words);
        var (frames, places, batch) = (arguments.Number("--frames", 16), arguments.Number("--places", 13), arguments.Number("--batch", 32));
        var (rounds, threads) = (arguments.Number("--rounds", 5), arguments.Number("--threads", 1));
        _ = arguments.Rest;
        using var limit = CpuThreads.Limit(threads);
        using var pause = Graph.NoGradient();
        var clock = new Clock(threads);
        var model = new GexiaModel(ParameterScope.Fresh(new Rng(1)), GexiaConfig.VitB32);
        var pixels = Tensor.Normal(new Rng(2), [frames, 3, Size, Size]);
        var query = Tensor.Normal(new Rng(3), [1, GexiaConfig.VitB32.EmbeddingWidth]).L2Normalize();
        var (grid, masking) = (MaskGrid.Of(Size, places), new PatchMasking { Together = batch });
        var singles = Tensor.Normal(new Rng(4), [batch, 3, Size, Size]);
        var count = grid.Side * grid.Side;

        Tensor features;
        using (var scope = TensorScope.Begin()) features = scope.Keep(masking.Encoded(model.EncodeFrames, pixels));

        double Map(Iterations iterations, params int[] covered) => Timed(clock, () => masking.Measure(
            model.EncodeFrames, features, pixels, [new(model.With(iterations), query)], grid, covered, default));

        List<double>[] ratios = [.. asked.Select(_ => new List<double>())];
        List<double> single = [];
        for (var round = -1; round < rounds; round++)       // the first compiles and fills pools
        {
            var encodings = Timed(clock, () =>
            {
                for (var from = 0; from < count; from += batch)
                {
                    using var scope = TensorScope.Begin();
                    model.EncodeFrames(singles.Slice(0, 0, Math.Min(batch, count - from)));
                }
            }) / count;
            var maps = asked.Select(iterations => (Start: Map(iterations), One: Map(iterations, Math.Max(0, round) % frames))).ToList();
            if (round < 0) continue;
            single.Add(encodings);
            foreach (var (i, (start, one)) in maps.Index())
                ratios[i].Add((((one - start) / count * Paper) + (start / frames) + encodings) / (encodings * Paper));
        }
        Console.WriteLine(
            $"{frames} frames of {Size} pixels, {Paper} places each ({count} a round), batches of {batch}, {threads} thread(s), "
            + $"{Simd.Level}, {rounds} rounds; {clock}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"one encoding {Summary.Of(single).Median * 1000:F1} ms; {Paper * frames} of them are 1"));
        foreach (var (iterations, ratio) in asked.Zip(ratios))
        {
            double[] sorted = [.. ratio.Order()];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"map at {iterations}: {Summary.Of(sorted).Median:F3} (quartiles {sorted[sorted.Length / 4]:F3}, "
                + $"{sorted[sorted.Length * 3 / 4]:F3})"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak memory {PeakMemory.Bytes / 1e6:F0} MB"));
    }

    private static double Timed(Clock clock, Action run)
    {
        using var scope = TensorScope.Begin();
        var start = clock.Seconds();
        run();
        return clock.Seconds() - start;
    }
}
