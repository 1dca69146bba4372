using Gexia.Tests.Gradients;
using Gexia.Tests.Kernels.Ops;

namespace Gexia.Benchmarks.Gpu;

/// <summary>
/// Every differentiable operation of the library's table of cases, forward and backward, in float32 against float64 on the processor, at
/// ragged and aligned shapes.
/// </summary>
internal static class OperationsStage
{
    private const double Slack = 2;         // of the tolerances of the processor's own float32

    private static readonly Sizes[] Instances =
    [
        new(2, 3, 5, 2, 1), new(1, 4, 32, 3, 2), new(3, 1, 70, 1, 3), new(2, 33, 64, 20, 5), new(1, 1, 1, 1, 6), new(2, 0, 3, 2, 7),
        new(4, 50, 128, 64, 8),
    ];

    public static void Run(Run run)
    {
        using var device = Library.Open(run.On);
        var (right, all) = (0, 0);
        foreach (var op in OpCases.Rows)
        {
            foreach (var sizes in run.IsCuda ? Instances : Instances[..^1])
            {
                all++;
                var before = device.Fallbacks;
                run.Report.Try("operation", $"{op.Name} {sizes}", () =>
                {
                    var trial = new Trial(op, sizes);
                    var (exact, terms) = (Outcome.Of(trial, DType.Float64), Outcome.TermsOf(trial));
                    var excess = exact.Excess(Outcome.Of(trial, DType.Float32, device), Tolerances.Value, Tolerances.Gradient, terms);
                    var fallbacks = device.Fallbacks - before;
                    if (excess <= Slack && fallbacks == 0) right++;
                    else run.Report.Add("operation", ("case", $"{op.Name} {sizes}"), ("of the tolerance", excess), ("fallbacks", fallbacks));
                });
            }
        }
        run.Report.Add("operations", ("right", right), ("of", all), ("launches", device.Launches), ("bodies", device.Bodies.Count));
    }
}
