using Gexia.Benchmarks.Ladder.Attention;
using Gexia.Benchmarks.Ladder.Products;
using Gexia.Cli.Bench;
using Gexia.Cpu;

namespace Gexia.Benchmarks.Ladder;

/// <summary>
/// <c>ladder [--samples N] [--simd NAME] [--size N]</c>: every rung is first held against the naive sum in double precision, on shapes with
/// odd edges, then timed on one thread beside the peak of multiply-adds.
/// </summary>
internal static class LadderBench
{
    private const double Tolerance = 2e-5;      // relative to the largest exact value

    private static readonly (int, int, int)[] oddShapes = [(1, 1, 1), (7, 5, 3), (6, 32, 1), (13, 33, 65), (50, 97, 300), (67, 130, 257)];

    public static void Run(string[] words)
    {
        var arguments = new Arguments(words);
        var (samples, size, level) = (arguments.Number("--samples", 5), arguments.Number("--size", 1024), arguments.Text("--simd", ""));
        _ = arguments.Rest;
        using var limit = CpuThreads.Limit(1);
        using var forced = Simd.Force(level.Length > 0 ? Simd.Named(level) : Simd.Level);
        var timing = new Timing(new Clock(1), samples, 0.05);
        Climb("product", Rungs.Products, shape => Product.Random(shape.Item1, shape.Item2, shape.Item3), (size, size, size), timing);
        Climb("attention", Rungs.Attention, shape => AttentionHead.Random(shape.Item1, shape.Item2, shape.Item3), (32, 1600, 64), timing);
    }

    private static void Climb<TProblem>(
        string what, IReadOnlyList<IRung<TProblem>> rungs, Func<(int, int, int), TProblem> make, (int, int, int) timed, Timing timing)
        where TProblem : IProblem
    {
        var problem = make(timed);
        Console.WriteLine($"{what}, {problem.Shape}, {Simd.Level}, one thread, {timing}");
        Console.WriteLine($"{"rung",-18}{"GFLOP/s",9}{"±",8}{"of peak",9}{"× naive",9}{"error",10}");
        var naive = 0.0;
        foreach (var rung in rungs)
        {
            var error = oddShapes.Select(make).Append(problem).Max(one => Rungs.Error(rung, one));
            if (!(error < Tolerance))
            {
                throw new InvalidOperationException(
                    $"ladder: {what}, {rung.Name}: {error:G3} away from the exact result; at most {Tolerance} is rounding.");
            }
            List<double> rates = [], shares = [];
            for (var i = 0; i < timing.Samples; i++)
            {
                var peak = timing.Once.Sample(FmaChain.Run);
                rates.Add(timing.Sample(() =>
                {
                    Rungs.Climb(rung, problem);
                    return problem.Gflop;
                }));
                shares.Add(rates[^1] / peak);
            }
            var rate = Summary.Of(rates);
            if (naive == 0) naive = rate.Median;
            Console.WriteLine(
                $"{rung.Name,-18}{rate.Median,9:F2}{rate.Spread,8:P1}{Summary.Of(shares).Median,9:P1}{rate.Median / naive,9:F1}"
                + $"{error,10:E1}");
        }
    }
}
