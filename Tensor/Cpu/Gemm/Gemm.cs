using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gexia.Cpu;

/// <summary>
/// General matrix multiplication, the work horse: all transposes, batches, bias, and an epilogue on finished values.
/// Every element is summed in the same order whatever the split, so threads and vector width never change a bit.
/// See lessons/11-kernel-ladder.cs.
/// </summary>
internal static class Gemm
{
    /// <summary>Multiply-adds worth another thread, about 5 µs of one.</summary>
    private const long Worthwhile = 1 << 18;

    /// <summary>One product.</summary>
    public static void Run<T>(in GemmProblem<T> problem) where T : unmanaged, IFloatingPointIeee754<T> =>
        Batched(problem, new GemmBatch(), default(NoEpilogue));

    /// <summary>One product and what is done to its finished values.</summary>
    public static void Run<T, TEpilogue>(in GemmProblem<T> problem, TEpilogue epilogue)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TEpilogue : struct, IGemmEpilogue => Batched(problem, new GemmBatch(), epilogue);

    /// <summary>Many products of one shape.</summary>
    public static void Batched<T>(in GemmProblem<T> problem, in GemmBatch batch)
        where T : unmanaged, IFloatingPointIeee754<T> => Batched(problem, batch, default(NoEpilogue));

    /// <summary>Many products of one shape and what is done to their finished values.</summary>
    public static void Batched<T, TEpilogue>(in GemmProblem<T> problem, in GemmBatch batch, TEpilogue epilogue)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TEpilogue : struct, IGemmEpilogue
    {
        var products = batch.Count;
        if (problem.M <= 0 || problem.N <= 0 || products <= 0) return;

        // Whole products to each thread when there are enough; else each is cut, along its longer side, into more parts than
        // threads, so that whoever is done early takes another.
        var threads = CpuThreads.Count;
        var work = (double)problem.M * problem.N * Math.Max(problem.K, 1);
        long parts = 1;
        if (threads > 1 && products < 4 * threads && work * products >= 2 * Worthwhile)
            parts = Math.Min(4 * threads, (long)Math.Ceiling(work / Worthwhile));
        var items = products * parts;
        var grain = work * products < 2 * Worthwhile ? items : Math.Max(1, (long)(Worthwhile / (work / parts)));
        if (parts == 1 || products > 1 || typeof(T) == typeof(double))
        {
            CpuLauncher.Run(new GemmKernel<T, TEpilogue>(problem, batch, epilogue, parts), typeof(T) == typeof(double), items, grain);
            return;
        }
        using var scope = TensorScope.Begin();
        CpuLauncher.Run(new GemmKernel<T, TEpilogue>(SharedPacking.Prepared(problem, parts), batch, epilogue, parts), isDouble: false, items, grain);
    }

    /// <summary>Whether the parts of a product are panels of columns, else rows.</summary>
    public static bool IsCutByPanels<T>(in GemmProblem<T> problem) where T : unmanaged, IFloatingPointIeee754<T> => problem.N >= problem.M;
}

/// <summary>A batch of products cut into parts, as work for threads.</summary>
internal readonly unsafe struct GemmKernel<TScalar, TEpilogue>(
    in GemmProblem<TScalar> problem, in GemmBatch batch, TEpilogue epilogue, long parts) : ICpuKernel
    where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    where TEpilogue : struct, IGemmEpilogue
{
    private readonly GemmProblem<TScalar> problem = problem;
    private readonly GemmBatch batch = batch;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLane, T>(long from, long to)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var loop = new GemmLoop<TLane, T, TEpilogue>(epilogue);
        for (var item = from; item < to; item++)
        {
            var product = item / parts;
            var part = item % parts;
            var outer = product / batch.Inner;
            var inner = product % batch.Inner;
            var piece = new GemmProblem<T>
            {
                M = problem.M, N = problem.N, K = problem.K,
                A = (T*)(problem.A + outer * batch.AOuter + inner * batch.AInner), ARow = problem.ARow, AColumn = problem.AColumn,
                B = (T*)(problem.B + outer * batch.BOuter + inner * batch.BInner), BRow = problem.BRow, BColumn = problem.BColumn,
                C = (T*)(problem.C + outer * batch.COuter + inner * batch.CInner), CRow = problem.CRow,
                Alpha = T.CreateTruncating(problem.Alpha), Bias = (T*)problem.Bias, Accumulate = problem.Accumulate, Packed = problem.Packed,
            };
            var panels = GemmLoop<TLane, T, TEpilogue>.PanelsOf(piece).Count;
            var range = new GemmRange { Rows = problem.M, Panels = panels };
            if (parts > 1 && Gemm.IsCutByPanels(problem))
            {
                range.FirstPanel = panels * part / parts;
                range.Panels = (panels * (part + 1) / parts) - range.FirstPanel;
            }
            else if (parts > 1)
            {
                range.FirstRow = problem.M * part / parts;
                range.Rows = (problem.M * (part + 1) / parts) - range.FirstRow;
            }
            loop.Multiply(piece, range, product * problem.M);
        }
    }
}
