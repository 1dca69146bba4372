namespace Gexia.Cpu;

/// <summary>
/// General matrix multiplication: all transposes, batches, bias, and an epilogue on finished values.
/// Every element is summed in the same order whatever the split, so threads and vector width never change a bit.
/// See lessons/11-kernel-ladder.cs.
/// </summary>
internal static class Gemm
{
    /// <summary>Multiply-adds worth another thread, about 5 µs of one.</summary>
    private const long Worthwhile = 1 << 18;

    /// <summary>One product.</summary>
    public static void Run(in GemmProblem problem) => Run(problem, default(NoEpilogue));

    /// <summary>One product and what is done to its finished values.</summary>
    public static void Run<TEpilogue>(in GemmProblem problem, TEpilogue epilogue) where TEpilogue : struct, IGemmEpilogue =>
        problem.C.Device.Run(new GemmKernel<TEpilogue>(problem, new GemmBatch(), epilogue));

    /// <summary>Many products of one shape.</summary>
    public static void Run(in GemmProblem problem, in GemmBatch batch) =>
        problem.C.Device.Run(new GemmKernel<NoEpilogue>(problem, batch, default));

    /// <summary>Whether the parts of a product are panels of columns, else rows.</summary>
    public static bool IsCutByPanels(in GemmProblem problem) => problem.N >= problem.M;

    /// <summary>How products are cut for threads.</summary>
    /// <param name="problem">One product.</param>
    /// <param name="products">How many.</param>
    /// <returns>
    /// Parts of each, and items of work (parts of products) in a block. Whole products to each thread when there are enough; else each is
    /// cut, along its longer side, into more parts than threads, so that whoever is done early takes another.
    /// </returns>
    public static (long Parts, long Grain) Cut(in GemmProblem problem, long products)
    {
        var threads = CpuThreads.Count;
        var work = (double)problem.M * problem.N * Math.Max(problem.K, 1);
        long parts = 1;
        if (threads > 1 && products < 4 * threads && work * products >= 2 * Worthwhile)
            parts = Math.Min(4 * threads, (long)Math.Ceiling(work / Worthwhile));
        return (parts, work * products < 2 * Worthwhile ? products * parts : Math.Max(1, (long)(Worthwhile / (work / parts))));
    }
}
