using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Gpu;

namespace Gexia.Cpu;

/// <summary>Matrix products of one shape, and what is done to their finished values.</summary>
internal readonly struct GemmKernel<TEpilogue>(in GemmProblem problem, in GemmBatch batch, TEpilogue epilogue)
    : IProductKernel where TEpilogue : struct, IGemmEpilogue
{
    private readonly GemmProblem problem = problem;
    private readonly GemmBatch batch = batch;

    public Operands Operands => new(
        [problem.A, problem.B, problem.Packed.Values, problem.Packed.Scales, problem.Bias, epilogue.First, epilogue.Second],
        [problem.C, epilogue.Target]);

    public long MultiplyAdds => problem.M * problem.N * problem.K * batch.Count;

    public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher =>
        !problem.Packed.IsPresent && epilogue.OnGpu(problem, batch, gpu);

    public void OnCpu()
    {
        var products = batch.Count;
        if (problem.M <= 0 || problem.N <= 0 || products <= 0) return;
        var (parts, grain) = Gemm.Cut(problem, products);
        var type = problem.A.DType;
        if (parts == 1 || products > 1 || type != DType.Float32)
        {
            CpuLauncher.Run(new GemmParts<TEpilogue>(problem, batch, epilogue, parts), type, products * parts, grain);
            return;
        }
        using var scope = TensorScope.Begin();
        CpuLauncher.Run(
            new GemmParts<TEpilogue>(SharedPacking.Prepared(problem, parts), batch, epilogue, parts), DType.Float32, products * parts,
            grain);
    }
}

/// <summary>A batch of products cut into parts, as work for threads.</summary>
internal readonly struct GemmParts<TEpilogue>(in GemmProblem problem, in GemmBatch batch, TEpilogue epilogue, long parts) : ICpuKernel
    where TEpilogue : struct, IGemmEpilogue
{
    private readonly GemmProblem problem = problem;
    private readonly GemmBatch batch = batch;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run<TLane, T>(long from, long to)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var loop = new GemmLoop<TLane, T, TEpilogue>(epilogue);
        var whole = problem.Addresses<T>();
        for (var item = from; item < to; item++)
        {
            var product = item / parts;
            var part = item % parts;
            var outer = product / batch.Inner;
            var inner = product % batch.Inner;
            var piece = whole;
            piece.A += (outer * batch.AOuter) + (inner * batch.AInner);
            piece.B += (outer * batch.BOuter) + (inner * batch.BInner);
            piece.C += (outer * batch.COuter) + (inner * batch.CInner);
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
