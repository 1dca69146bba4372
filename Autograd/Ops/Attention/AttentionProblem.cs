using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>One attention: the operands, and the kernels that run it (one item = one head of one sample).</summary>
internal readonly record struct AttentionProblem(Tensor Query, Tensor Key, Tensor Value, int Heads, Tensor? Mask, bool Causal)
{
    /// <summary>Heads of all samples.</summary>
    public long Items => (long)Batch * Heads;

    /// <summary>Multiply-adds of Q·Kᵀ, and of each other product of as many, over all heads and samples.</summary>
    public long ScoreProducts => Items * Queries * Keys * HeadWidth;

    /// <summary>Heads in a block of work.</summary>
    public long Grain => Math.Max(1, 32768 / Math.Max(1L, (long)Queries * Keys * HeadWidth));

    public int Batch => Query.Shape[0];
    public int Queries => Query.Shape[1];
    public int Keys => Key.Shape[1];
    public int HeadWidth => Query.Shape[2] / Heads;
    /// <summary>What ℓ and the mask are: float32 where Q, K and V have less.</summary>
    public DType Statistics => Query.DType.Accumulated();

    public double Scale => 1 / Math.Sqrt(HeadWidth);

    /// <summary>Where the queries of one head of one sample lie: [queries, head width] with the tensor's own row stride.</summary>
    public unsafe T* QueryAt<T>(long sample, int head) where T : unmanaged => At<T>(Query, sample, head);

    /// <summary>Where its keys lie.</summary>
    public unsafe T* KeyAt<T>(long sample, int head) where T : unmanaged => At<T>(Key, sample, head);

    /// <summary>Where its values lie.</summary>
    public unsafe T* ValueAt<T>(long sample, int head) where T : unmanaged => At<T>(Value, sample, head);

    /// <summary>The same for devices that have units for it.</summary>
    public GpuAttention ForGpu(Tensor y) => new(Query, Key, Value, y, Heads, Mask is not null, Causal, (float)Scale);

    /// <summary>Whether four columns of a head can be read and written as one, in tensors of rows of heads.</summary>
    public bool HasFours(params ReadOnlySpan<Tensor> rows)
    {
        foreach (var x in rows)
            if (!Stored.IsAligned(x) || ((x.Layout.Strides[0] | x.Layout.Strides[1] | (long)HeadWidth) & 3) != 0) return false;
        return true;
    }

    /// <summary>How a tensor of rows of heads lies, for GPU bodies.</summary>
    public AttentionRows Rows(Tensor x) => new(x);

    private unsafe T* At<T>(Tensor x, long sample, int head)
        where T : unmanaged => x.Pointer<T>() + (sample * x.Layout.Strides[0]) + ((long)head * HeadWidth);

    /// <summary>What the backward pass reads and a caller may write to.</summary>
    public Tensor[] Saved(Tensor y) => Mask is null ? [Query, Key, Value, y] : [Query, Key, Value, y, Mask];

    /// <summary>O [batch, queries, width] and ℓ [batch, heads, queries].</summary>
    public (Tensor Y, Tensor LogSumExp) Forward()
    {
        var y = Query.NewEmpty([Batch, Queries, Query.Shape[2]]);
        var logSumExp = Query.NewEmpty([Batch, Heads, Queries], Statistics);
        if (y.Length > 0) y.Device.Run(new AttentionForward(this, y, logSumExp));
        return (y, logSumExp);
    }

    /// <summary>Fills dQ, dK and dV, which may be strided views with contiguous rows.</summary>
    public void Backward(Tensor y, Tensor logSumExp, Tensor dY, Tensor dQ, Tensor dK, Tensor dV)
    {
        if (y.Length > 0) y.Device.Run(new AttentionBackward(this, y, logSumExp, dY, dQ, dK, dV));
        else foreach (var d in (ReadOnlySpan<Tensor>)[dK, dV]) d.CopyFrom(d.NewZeros(d.Shape));
    }
}
