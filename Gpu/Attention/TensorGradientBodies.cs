using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>dQ = dS·K of 64 queries of a head, against 64 keys after another; a warp has sixteen queries.</summary>
internal readonly struct TensorQueryGradientBody(
    TensorAttentionNumbers numbers, TensorRows q, TensorRows k, TensorRows v, TensorRows y, TensorRows dY, TensorRows dQ) : IGpuBody
{
    public static int Threads => 128;

    public static int GroupsAtOnce => 3;

    public static int SharedFloats => TensorDerivatives.SharedFloats;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        const int block = TensorAttentionNumbers.Width;
        var place = numbers.At(gpu.GridIdx);
        int thread = gpu.GroupIdx, lane = thread & 31, warp = thread >> 5, g = lane >> 2, t = lane & 3;
        var visible = numbers.Keys;
        if (numbers.Causal != 0 && visible > place.Row + block) visible = place.Row + block;
        var isBusy = place.Row + (warp << 4) < numbers.Queries;
        var derivatives = new TensorDerivatives(numbers, q, k, v, y, dY);
        derivatives.CopyQueries(gpu, operands, shared, place, place.Row, thread);
        TensorStrip sums = default;
        for (var key = 0; key < visible; key += block)
        {
            derivatives.CopyKeys(operands, shared, place, key, thread);
            Instructions.WaitForCopies(0);
            gpu.Barrier();
            if (isBusy)
            {
                var scores = TensorSteps.Dots(shared, TensorDerivatives.AtQueries, TensorDerivatives.AtKeys, warp, lane);
                var d = TensorSteps.Dots(shared, TensorDerivatives.AtGradients, TensorDerivatives.AtValues, warp, lane);
                int row = (warp << 4) + g, ahead = place.Row + row - key - (t << 1);
                if (numbers.Causal == 0) ahead = block;
                d = derivatives.OfRows(shared, scores, d, row, t << 1, ahead);
                sums = TensorSteps.Add(shared, TensorDerivatives.AtKeys, d, lane, sums);
            }
            gpu.Barrier();
        }
        TensorDerivatives.Write(operands[GpuAttention.QueryGradient], dQ, place, place.Row + (warp << 4), numbers.Queries, lane, sums);
    }
}

/// <summary>dK = dSᵀ·Q and dV = Pᵀ·dO of 64 keys of a head, against 64 queries after another; a warp has sixteen keys.</summary>
internal readonly struct TensorKeyGradientBody(
    TensorAttentionNumbers numbers, TensorRows q, TensorRows k, TensorRows v, TensorRows y, TensorRows dY, TensorRows dK, TensorRows dV)
    : IGpuBody
{
    public static int Threads => 128;

    public static int GroupsAtOnce => 2;

    public static int SharedFloats => TensorDerivatives.SharedFloats;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        const int block = TensorAttentionNumbers.Width;
        var place = numbers.At(gpu.GridIdx);
        int thread = gpu.GroupIdx, lane = thread & 31, warp = thread >> 5, g = lane >> 2, t = lane & 3;
        // No query before a key sees it where the attention is causal; blocks of both begin at the same numbers.
        var first = 0;
        if (numbers.Causal != 0) first = place.Row;
        var isBusy = place.Row + (warp << 4) < numbers.Keys;
        var derivatives = new TensorDerivatives(numbers, q, k, v, y, dY);
        derivatives.CopyKeys(operands, shared, place, place.Row, thread);
        TensorStrip keys = default, values = default;
        for (var query = first; query < numbers.Queries; query += block)
        {
            derivatives.CopyQueries(gpu, operands, shared, place, query, thread);
            Instructions.WaitForCopies(0);
            gpu.Barrier();
            if (isBusy)
            {
                var scores = TensorSteps.Dots(shared, TensorDerivatives.AtKeys, TensorDerivatives.AtQueries, warp, lane);
                int row = (warp << 4) + g, behind = place.Row + row - query - (t << 1);
                if (numbers.Causal == 0) behind = -block;
                scores = derivatives.WeightsOfColumns(shared, scores, row, t << 1, behind);
                values = TensorSteps.Add(shared, TensorDerivatives.AtGradients, scores, lane, values);
                var d = TensorSteps.Dots(shared, TensorDerivatives.AtValues, TensorDerivatives.AtGradients, warp, lane);
                d = derivatives.OfColumns(shared, scores, d, t << 1);
                keys = TensorSteps.Add(shared, TensorDerivatives.AtQueries, d, lane, keys);
            }
            gpu.Barrier();
        }
        var row0 = place.Row + (warp << 4);
        TensorDerivatives.Write(operands[GpuAttention.KeyGradient], dK, place, row0, numbers.Keys, lane, keys);
        TensorDerivatives.Write(operands[GpuAttention.ValueGradient], dV, place, row0, numbers.Keys, lane, values);
    }
}
