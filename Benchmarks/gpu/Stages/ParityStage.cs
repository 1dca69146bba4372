using Gexia.Tests.Gradients;
using Gexia.Tests.Kernels.Ops;

namespace Gexia.Benchmarks.Gpu;

/// <summary>The tests' table of operations, forward and backward, against float64 on the processor.</summary>
internal static class ParityStage
{
    // Ragged and aligned, several groups of threads, size 1 and empty; wide enough for tensor cores and for groups that share a row.
    private static readonly Sizes[] Instances =
        [new(2, 3, 5, 2, 1), new(1, 4, 32, 3, 2), new(3, 1, 70, 1, 3), new(2, 33, 64, 20, 5), new(1, 1, 1, 1, 6), new(2, 0, 3, 2, 7)];

    private static readonly Sizes[] Larger = [new(5, 130, 67, 6, 1), new(2, 64, 512, 64, 8), new(1, 40, 1028, 24, 9)];

    // Of the largest magnitude: a few roundings of bfloat16, whose spacing is 2⁻⁸.
    private const double ShortValue = 1.0 / 64, ShortGradient = 1.0 / 32;

    public static void Run(Run run)
    {
        var rows = OpCases.Rows.OrderBy(row => row.Name.StartsWith("Mat", StringComparison.Ordinal) ? 0
            : row.Name.StartsWith("Linear", StringComparison.Ordinal) || row.Name.StartsWith("Mlp", StringComparison.Ordinal) ? 1 : 2);
        int right = 0, all = 0;
        foreach (var op in rows)
        {
            if (run.IsSlowest && all >= 12) break;
            foreach (var type in (DType[])[DType.Float32, DType.BFloat16])
            {
                all++;
                run.Report.Try("parity", $"{op.Name} in {type}", () => right += Check(run, op, type) ? 1 : 0);
            }
        }
        run.Report.Add("parity", ("right", right), ("of", all));
    }

    private static bool Check(Run run, OpCase op, DType type)
    {
        var (worst, where) = (0.0, default(Sizes));
        foreach (var sizes in run.IsCuda ? [.. Instances, .. Larger] : Instances)
        {
            var trial = new Trial(op, sizes);
            var excess = type == DType.Float32 ? Excess(run, trial) : ShortExcess(run, trial);
            if (!(excess > worst)) continue;
            (worst, where) = (excess, sizes);
        }
        var right = worst <= 2;
        if (!right || run.Texts is null)
            run.Report.Add("parity", ("op", op.Name), ("dtype", type), ("times the tolerance", worst), ("at", where), ("right", right));
        return right;
    }

    private static double Excess(Run run, Trial trial) => Outcome.Of(trial, DType.Float64).Excess(
        On(trial, DType.Float32, run.Device), Tolerances.Value, Tolerances.Gradient, Outcome.TermsOf(trial));

    private static double ShortExcess(Run run, Trial trial)
    {
        var exact = Outcome.Of(
            trial.Apply, Array.ConvertAll(trial.Bases, x => x.To(DType.BFloat16).To(DType.Float64)));
        return exact.Excess(On(trial, DType.BFloat16, run.Device), ShortValue, ShortGradient, (0, new double[trial.Bases.Length]));
    }

    /// <summary>An instance on a device. Where an operation wants its parameters in float32, all inputs but the first are.</summary>
    public static Outcome On(Trial trial, DType type, Device device)
    {
        var rounded = type.IsShort() ? Array.ConvertAll(trial.Bases, x => x.To(type).To(DType.Float64)) : trial.Bases;
        try
        {
            return Outcome.Of(trial.Apply, Array.ConvertAll(rounded, x => x.To(type).To(device)));
        }
        catch (ShapeException) when (type.IsShort())
        {
            return Outcome.Of(
                trial.Apply, [.. rounded.Select((x, i) => x.To(i == 0 ? type : DType.Float32).To(device))]);
        }
    }

    private static bool IsShort(this DType type) => type is DType.BFloat16 or DType.Float16;
}
