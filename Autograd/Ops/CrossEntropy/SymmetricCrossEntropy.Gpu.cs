using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>ρ = ln Σ eˣ of each row of a square, and its loss ρ − x on the diagonal.</summary>
internal readonly struct SymmetricRowsBody<TStored, TTeam, TFours>(int n) : IGpuBody
    where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
{
    public static int Threads => RowTeams.Threads;

    public static int SharedFloats => TTeam.SharedFloats;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], sums = operands[1], losses = operands[2];
        var part = RowPart<TStored, TTeam, TFours>.Of(gpu, n, n);
        var rho = part.LogSumExp(gpu, shared, x);
        if (part.IsFirst)
        {
            sums[part.Row] = rho;
            losses[part.Row] = rho - TStored.Load(x, part.Start + part.Row);
        }
    }
}

/// <summary>
/// κ = ln Σ eˣ of 32 columns of a square, and their losses: a lane a column, and the warps share the rows. First the maxima, then the sums.
/// </summary>
internal readonly struct SymmetricColumnsBody<TStored>(int n) : IGpuBody where TStored : struct, IStored
{
    private const int Warps = 16;

    public static int Threads => Warps * IGpu.WarpSize;

    public static int SharedFloats => Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], sums = operands[1], losses = operands[2];
        int warp = gpu.GroupIdx >> 5, own = (gpu.GridIdx << 5) + (gpu.GroupIdx & (IGpu.WarpSize - 1));
        var column = own;
        if (column >= n) column = n - 1;        // a lane beyond the columns comes to every barrier, and writes nothing
        var most = float.NegativeInfinity;
        for (var row = warp; row < n; row += Warps) most = F32x1.Max(new(most), new(TStored.Load(x, (row * n) + column))).V;
        most = GroupReduce.MaxOfWarps(gpu, shared, most);

        var shift = most == float.NegativeInfinity ? 0f : most;
        var sum = 0f;
        for (var row = warp; row < n; row += Warps) sum += F32x1.ExpFlushed(new(TStored.Load(x, (row * n) + column) - shift)).V;
        sum = GroupReduce.SumOfWarps(gpu, shared, sum);

        if (warp == 0 && own < n)
        {
            var kappa = shift + F32x1.Log(new(sum)).V;
            sums[n + own] = kappa;
            losses[n + own] = kappa - TStored.Load(x, (own * n) + own);
        }
    }
}

/// <summary>dx = (e^(x − ρ) + e^(x − κ) − 2·[i = j])·dy/2n.</summary>
internal readonly struct SymmetricBackwardBody<TStored, TTeam, TFours>(int n) : IGpuBody
    where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
{
    public static int Threads => RowTeams.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], sums = operands[1], dY = operands[2], dX = operands[3];
        var part = RowPart<TStored, TTeam, TFours>.Of(gpu, n, n);
        var kappas = part.In<StoredFloat32>(n);
        var rho = sums[part.Row];
        var scale = dY[0] / (float)(n << 1);
        for (var at = 0; at < part.Width; at += part.Stretch)
        {
            var logits = part.Load(x, at, 0);
            var both = Float4.ExpFlushed(logits - rho) + Float4.ExpFlushed(logits - kappas.Load(sums, at, 0));
            part.Store(dX, at, (both * scale) - part.Only(at, part.Row, scale + scale));
        }
    }
}
