using System.Runtime.CompilerServices;

namespace Gexia.Gpu;

/// <summary>Runs attention of bfloat16 with heads 64 wide on tensor cores.</summary>
internal static class TensorAttention
{
    /// <summary>Runs the forward pass.</summary>
    /// <returns>False for other heads and dtypes, and where rows do not begin at multiples of 16 bytes: nothing was run.</returns>
    public static bool TryRun(DeviceLauncher launcher, in GpuAttention attention)
    {
        var a = attention;
        if (a.Query.DType != DType.BFloat16 || a.HeadWidth != TensorAttentionNumbers.Width || a.Key.Shape[1] == 0
            || !TensorRows.TryOf(a.Query, out var q) || !TensorRows.TryOf(a.Key, out var k) || !TensorRows.TryOf(a.Value, out var v)
            || !TensorRows.TryOf(a.Y, out var y))
            return false;
        var numbers = new TensorAttentionNumbers(a, a.Query.Shape[1]);
        launcher.Run(new TensorAttentionBody(numbers, q, k, v, y), numbers.Groups);
        return true;
    }

    /// <summary>Runs the backward pass.</summary>
    /// <returns>As above.</returns>
    public static bool TryRun(DeviceLauncher launcher, in GpuAttention attention, in GpuAttentionGradients gradients)
    {
        var (a, d) = (attention, gradients);
        if (a.Query.DType != DType.BFloat16 || a.HeadWidth != TensorAttentionNumbers.Width || a.Key.Shape[1] == 0
            || !TensorRows.TryOf(a.Query, out var q) || !TensorRows.TryOf(a.Key, out var k) || !TensorRows.TryOf(a.Value, out var v)
            || !TensorRows.TryOf(a.Y, out var y) || !TensorRows.TryOf(d.Y, out var dY) || !TensorRows.TryOf(d.Query, out var dQ)
            || !TensorRows.TryOf(d.Key, out var dK) || !TensorRows.TryOf(d.Value, out var dV))
            return false;
        TensorAttentionNumbers queries = new(a, a.Query.Shape[1]), keys = new(a, a.Key.Shape[1]);
        launcher.Run(new TensorQueryGradientBody(queries, q, k, v, y, dY, dQ), queries.Groups);
        launcher.Run(new TensorKeyGradientBody(keys, q, k, v, y, dY, dK, dV), keys.Groups);
        return true;
    }
}

/// <summary>Rows of heads, in chunks of eight elements (16 bytes).</summary>
internal readonly struct TensorRows
{
    public readonly int Sample, Row;

    private TensorRows(int sample, int row) => (Sample, Row) = (sample, row);

    /// <summary>Rows that begin at multiples of 16 bytes.</summary>
    public static bool TryOf(Tensor x, out TensorRows rows)
    {
        long sample = x.Shape[0] > 1 ? x.Layout.Strides[0] : 0, row = x.Shape[1] > 1 ? x.Layout.Strides[1] : 0;
        rows = default;
        if (((sample | row | x.Layout.Offset) & 7) != 0 || x.Shape[2] % 8 != 0) return false;
        _ = checked((int)(((x.Shape[0] - 1) * sample) + ((x.Shape[1] - 1) * row) + x.Shape[2]));
        rows = new((int)(sample >> 3), (int)(row >> 3));
        return true;
    }

    /// <summary>The chunk at which a head begins in a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int At(TensorAttentionPlace place, int row) => (place.Sample * Sample) + (row * Row) + (place.Head << 3);
}

/// <summary>Sizes of an attention whose heads are 64 wide, cut into blocks of 64 rows.</summary>
internal readonly struct TensorAttentionNumbers
{
    /// <summary>Of a head, and rows of a block.</summary>
    public const int Width = 64;

    public readonly int Queries, Keys, Causal, HasMask;
    public readonly float Scale;
    private readonly int headCount, blockCount;
    private readonly GridAxis blocks, heads;

    /// <param name="attention">The attention.</param>
    /// <param name="rows">Queries or keys, whichever are cut into blocks.</param>
    public TensorAttentionNumbers(in GpuAttention attention, int rows)
    {
        (Queries, Keys, Scale) = (attention.Query.Shape[1], attention.Key.Shape[1], attention.Scale);
        Causal = attention.Causal ? 1 : 0;
        HasMask = attention.HasMask ? 1 : 0;
        (headCount, blockCount) = (attention.Heads, (rows + Width - 1) / Width);
        (blocks, heads) = (new(blockCount), new(headCount));
        Groups = (long)attention.Query.Shape[0] * headCount * blockCount;
    }

    /// <summary>A group for each block of each head of each sample.</summary>
    public long Groups { get; }

    /// <summary>What is added to the scores of a key: −∞ beyond the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float MaskOf<TView>(TView view, TensorAttentionPlace place, int key) where TView : struct, IView<float>
    {
        var mask = float.NegativeInfinity;
        if (key < Keys)
        {
            mask = 0f;
            if (HasMask != 0) mask = view[(place.Sample * Keys) + key];
        }
        return mask;
    }

    /// <summary>What a group has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TensorAttentionPlace At(int group)
    {
        var item = blocks.Quotient(group);
        var sample = heads.Quotient(item);
        return new(item, sample, item - (sample * headCount), (group - (item * blockCount)) << 6);
    }
}

/// <summary>What a group has of an attention.</summary>
internal readonly struct TensorAttentionPlace(int item, int sample, int head, int row)
{
    /// <summary>The head, counted through all samples; the sample; the head in it; the first row of the block.</summary>
    public readonly int Item = item, Sample = sample, Head = head, Row = row;
}
