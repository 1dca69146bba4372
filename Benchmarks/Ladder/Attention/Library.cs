namespace Gexia.Benchmarks.Ladder.Attention;

/// <summary>`Autograd/Ops/Attention/`: what the models call; batches, heads, masks and gradients, on the tiles of the products.</summary>
internal sealed class Library : IRung<AttentionHead>
{
    public string Name => "the library";

    void IRung<AttentionHead>.Run<TLane>(AttentionHead head)
    {
        using var pause = Graph.NoGradient();
        using var scope = TensorScope.Begin();
        Tensor Of(float[] values, int rows) => Tensor.Of(values, [1, rows, head.Width]);
        AttentionOp.Attention(Of(head.Q, head.Queries), Of(head.K, head.Keys), Of(head.V, head.Keys), heads: 1).AsSpan<float>()
            .CopyTo(head.Y);
    }
}
