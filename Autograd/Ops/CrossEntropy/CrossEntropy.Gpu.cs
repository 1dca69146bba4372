using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>The soft-max of each row, and its loss ln Σ eˣ − x at the target, in float32.</summary>
internal readonly struct CrossEntropyForwardBody<TStored, TTeam, TFours>(int rows, int width) : IGpuBody
    where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
{
    public static int Threads => RowTeams.Threads;

    public static int SharedFloats => TTeam.SharedFloats;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], targets = operands[1], soft = operands[2], losses = operands[3];
        var part = RowPart<TStored, TTeam, TFours>.Of(gpu, rows, width);
        var most = part.Max(gpu, shared, x);
        var sum = part.SumOfExp(gpu, shared, x, most);
        var scale = 1f / sum;
        for (var at = 0; at < part.Width; at += part.Stretch) part.Store(soft, at, Float4.ExpFlushed(part.Load(x, at, 0) - most) * scale);
        if (part.IsFirst) losses[part.Row] = F32x1.Log(new(sum)).V + most - TStored.Load(x, part.Start + targets.At<int>(part.Row));
    }
}

/// <summary>dx = (soft-max − [j = target])·dy/rows.</summary>
internal readonly struct CrossEntropyBackwardBody<TStored, TTeam, TFours>(int rows, int width) : IGpuBody
    where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
{
    public static int Threads => RowTeams.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView soft = operands[0], targets = operands[1], dY = operands[2], dX = operands[3];
        var part = RowPart<TStored, TTeam, TFours>.Of(gpu, rows, width);
        var target = targets.At<int>(part.Row);
        var scale = dY[0] / (float)rows;
        for (var at = 0; at < part.Width; at += part.Stretch)
            part.Store(dX, at, (part.Load(soft, at, 0) * scale) - part.Only(at, target, scale));
    }
}
