using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>
/// The mean of each row, the variance about it, then the results; a thread of each row keeps μ and r for the backward pass.
/// </summary>
internal readonly struct LayerNormForwardBody<TStored, TTeam, TFours>(int rows, int width, float epsilon) : IGpuBody
    where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
{
    public static int Threads => RowTeams.Threads;

    public static int SharedFloats => TTeam.SharedFloats;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], gamma = operands[1], beta = operands[2], y = operands[3], statistics = operands[4];
        var part = RowPart<TStored, TTeam, TFours>.Of(gpu, rows, width);
        var parameters = part.In<StoredFloat32>(0);
        var sum = Float4.Of(0);
        for (var at = 0; at < part.Width; at += part.Stretch) sum += part.Load(x, at, 0);
        var mean = part.Sum(gpu, shared, sum) / (float)width;

        var squares = Float4.Of(0);
        for (var at = 0; at < part.Width; at += part.Stretch)
        {
            var d = part.Load(x, at, mean) - mean;
            squares = Float4.Fma(gpu, d, d, squares);
        }
        var variance = part.Sum(gpu, shared, squares) / (float)width;
        var r = 1f / F32x1.Sqrt(new(variance + epsilon)).V;

        for (var at = 0; at < part.Width; at += part.Stretch)
        {
            var xHat = (part.Load(x, at, 0) - mean) * r;
            part.Store(y, at, Float4.Fma(gpu, xHat, parameters.Load(gamma, at, 0), parameters.Load(beta, at, 0)));
        }
        if (part.IsFirst)
        {
            statistics[part.Row << 1] = mean;
            statistics[(part.Row << 1) + 1] = r;
        }
    }
}

/// <summary>With g = γ·dy: Σ g and Σ g·x̂ of each row, then dx = r·(g − mean(g) − x̂·mean(g·x̂)).</summary>
internal readonly struct LayerNormBackwardBody<TStored, TTeam, TFours>(int rows, int width) : IGpuBody
    where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
{
    public static int Threads => RowTeams.Threads;

    public static int SharedFloats => TTeam.SharedFloats;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], gamma = operands[1], dY = operands[2], statistics = operands[3], dX = operands[4];
        var part = RowPart<TStored, TTeam, TFours>.Of(gpu, rows, width);
        var parameters = part.In<StoredFloat32>(0);
        float mean = statistics[part.Row << 1], r = statistics[(part.Row << 1) + 1];
        Float4 sum = Float4.Of(0), sumX = sum;
        for (var at = 0; at < part.Width; at += part.Stretch)
        {
            var g = part.Load(dY, at, 0) * parameters.Load(gamma, at, 0);
            sum += g;
            sumX = Float4.Fma(gpu, g, (part.Load(x, at, 0) - mean) * r, sumX);
        }
        var meanG = part.Sum(gpu, shared, sum) / (float)width;
        var meanGX = part.Sum(gpu, shared, sumX) / (float)width;

        // r last, as in the processor's body: where a row hardly varies it is large, and what it multiplies a small difference.
        var less = Float4.Of(-meanGX);
        for (var at = 0; at < part.Width; at += part.Stretch)
        {
            var g = part.Load(dY, at, 0) * parameters.Load(gamma, at, 0);
            part.Store(dX, at, Float4.Fma(gpu, (part.Load(x, at, 0) - mean) * r, less, g - meanG) * r);
        }
    }
}

/// <summary>
/// The shares of dγ and dβ of a block of rows: a group takes 128 columns of it, a thread four of them in every eighth row.
/// </summary>
internal readonly struct LayerNormSharesBody<TStored, TFours>(int rows, int width, int blocks, GridAxis panels) : IGpuBody
    where TStored : struct, IStored where TFours : struct, IRowFours
{
    public static int Threads => ColumnPanels.Threads;

    public static int SharedFloats => 4 * Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], dY = operands[2], statistics = operands[3], partial = operands[5];
        var place = ColumnPanels.Place(gpu, panels);
        var block = place.Rest;
        var part = new RowPart<TStored, WarpTeam, TFours>(0, 0, width, gpu.GroupIdx & (IGpu.WarpSize - 1));
        var end = (block + 1) * LayerNormBackward.BlockRows;
        if (end > rows) end = rows;
        Float4 dGamma = Float4.Of(0), dBeta = dGamma;
        for (var row = (block * LayerNormBackward.BlockRows) + (gpu.GroupIdx >> 5); row < end; row += ColumnPanels.Warps)
        {
            float mean = statistics[row << 1], r = statistics[(row << 1) + 1];
            var here = part.In<TStored>(row * width);
            var d = here.Load(dY, place.First, 0);
            dBeta += d;
            dGamma = Float4.Fma(gpu, d, (here.Load(x, place.First, 0) - mean) * r, dGamma);
        }
        dGamma = GroupReduce.SumOfWarps(gpu, shared, dGamma);
        dBeta = GroupReduce.SumOfWarps(gpu, shared, dBeta);
        if (gpu.GroupIdx < IGpu.WarpSize)
        {
            part.In<StoredFloat32>(block * width).Store(partial, place.First, dGamma);
            part.In<StoredFloat32>((blocks + block) * width).Store(partial, place.First, dBeta);
        }
    }
}
