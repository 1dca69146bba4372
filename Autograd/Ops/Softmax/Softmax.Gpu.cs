using Gexia.Gpu;

namespace Gexia;

/// <summary>The maximum of each row, then Σ e^(x − max), then e^(x − max)/Σ. A row of −∞ gives zeros.</summary>
internal readonly struct SoftmaxForwardBody<TStored, TTeam, TFours>(int rows, int width) : IGpuBody
    where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
{
    public static int Threads => RowTeams.Threads;

    public static int SharedFloats => TTeam.SharedFloats;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], y = operands[1];
        var part = RowPart<TStored, TTeam, TFours>.Of(gpu, rows, width);
        var most = part.Max(gpu, shared, x);
        var masked = most == float.NegativeInfinity;
        var shift = masked ? 0f : most;
        var sum = part.SumOfExp(gpu, shared, x, shift);
        var scale = masked ? 0f : 1f / sum;
        for (var at = 0; at < part.Width; at += part.Stretch) part.Store(y, at, Float4.ExpFlushed(part.Load(x, at, 0) - shift) * scale);
    }
}

/// <summary>Σ dy·y of each row, then dx = y·(dy − Σ).</summary>
internal readonly struct SoftmaxBackwardBody<TStored, TTeam, TFours>(int rows, int width) : IGpuBody
    where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
{
    public static int Threads => RowTeams.Threads;

    public static int SharedFloats => TTeam.SharedFloats;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView y = operands[0], dY = operands[1], dX = operands[2];
        var part = RowPart<TStored, TTeam, TFours>.Of(gpu, rows, width);
        var dot = part.Dot(gpu, shared, y, dY);
        for (var at = 0; at < part.Width; at += part.Stretch) part.Store(dX, at, part.Load(y, at, 0) * (part.Load(dY, at, 0) - dot));
    }
}
