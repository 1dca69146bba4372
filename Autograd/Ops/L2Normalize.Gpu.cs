using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>‖x‖ of each row, then y = x/max(‖x‖, ε).</summary>
internal readonly struct L2NormalizeForwardBody<TStored, TTeam, TFours>(int rows, int width, float epsilon) : IGpuBody
    where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
{
    public static int Threads => RowTeams.Threads;

    public static int SharedFloats => TTeam.SharedFloats;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], y = operands[1], norms = operands[2];
        var part = RowPart<TStored, TTeam, TFours>.Of(gpu, rows, width);
        var norm = F32x1.Sqrt(new(part.Dot(gpu, shared, x, x))).V;
        var scale = 1f / F32x1.Max(new(norm), new(epsilon)).V;
        for (var at = 0; at < part.Width; at += part.Stretch) part.Store(y, at, part.Load(x, at, 0) * scale);
        if (part.IsFirst) norms[part.Row] = norm;
    }
}

/// <summary>⟨y, dy⟩ of each row, then dx = (dy − y·⟨y, dy⟩)/max(‖x‖, ε); rows shorter than ε have no part along y to take off.</summary>
internal readonly struct L2NormalizeBackwardBody<TStored, TTeam, TFours>(int rows, int width, float epsilon) : IGpuBody
    where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
{
    public static int Threads => RowTeams.Threads;

    public static int SharedFloats => TTeam.SharedFloats;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView y = operands[0], norms = operands[1], dY = operands[2], dX = operands[3];
        var part = RowPart<TStored, TTeam, TFours>.Of(gpu, rows, width);
        var norm = norms[part.Row];
        var along = part.Dot(gpu, shared, y, dY);
        var across = norm > epsilon ? along : 0f;
        var scale = 1f / F32x1.Max(new(norm), new(epsilon)).V;
        for (var at = 0; at < part.Width; at += part.Stretch)
            part.Store(dX, at, (part.Load(dY, at, 0) - (part.Load(y, at, 0) * across)) * scale);
    }
}
