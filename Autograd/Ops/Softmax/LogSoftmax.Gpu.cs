using Gexia.Gpu;

namespace Gexia;

/// <summary>y = x − ln Σ eˣ of each row; y is float32 whatever x is.</summary>
internal readonly struct LogSoftmaxForwardBody<TStored, TTeam, TFours>(int rows, int width) : IGpuBody
    where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
{
    public static int Threads => RowTeams.Threads;

    public static int SharedFloats => TTeam.SharedFloats;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], y = operands[1];
        var part = RowPart<TStored, TTeam, TFours>.Of(gpu, rows, width);
        var result = part.In<StoredFloat32>(part.Start);
        var shift = part.LogSumExp(gpu, shared, x);
        for (var at = 0; at < part.Width; at += part.Stretch) result.Store(y, at, part.Load(x, at, 0) - shift);
    }
}

/// <summary>dx = dy − e^y·Σ dy of each row; y and dy are float32 whatever dx is.</summary>
internal readonly struct LogSoftmaxBackwardBody<TStored, TTeam, TFours>(int rows, int width) : IGpuBody
    where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
{
    public static int Threads => RowTeams.Threads;

    public static int SharedFloats => TTeam.SharedFloats;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView y = operands[0], dY = operands[1], dX = operands[2];
        var part = RowPart<TStored, TTeam, TFours>.Of(gpu, rows, width);
        var given = part.In<StoredFloat32>(part.Start);
        var sum = Float4.Of(0);
        for (var at = 0; at < part.Width; at += part.Stretch) sum += given.Load(dY, at, 0);
        var total = part.Sum(gpu, shared, sum);
        for (var at = 0; at < part.Width; at += part.Stretch)
            part.Store(dX, at, given.Load(dY, at, 0) - (Float4.ExpFlushed(given.Load(y, at, 0)) * total));
    }
}
