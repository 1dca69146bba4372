using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// Multi-head scaled dot-product attention (Vaswani et al., arXiv 1706.03762): for each head of width c,
/// O = P·V with P = softmax(Q·Kᵀ/√c + mask).
/// See lessons/03-attention.cs.
/// </summary>
/// <remarks>
/// The scores of a few queries at a time live in the cache; the whole matrix is never stored. Only the log-sum-exp ℓᵢ of each
/// row is kept, from which the backward pass makes P again: Pᵢⱼ = exp(sᵢⱼ − ℓᵢ). With S the scores before the soft-max:
/// dV = Pᵀ·dO; dP = dO·Vᵀ; dSᵢⱼ = Pᵢⱼ·(dPᵢⱼ − δᵢ), where δᵢ = Σⱼ dPᵢⱼ·Pᵢⱼ = ⟨dOᵢ, Oᵢ⟩; dQ = dS·K/√c; dK = dSᵀ·Q/√c.
/// Masked keys get exactly zero weight; a query whose keys are all masked gets zeros.
/// </remarks>
public static class AttentionOp
{
    /// <summary>Attention of queries to keys.</summary>
    /// <param name="query">[batch, queries, width].</param>
    /// <param name="key">[batch, keys, width].</param>
    /// <param name="value">[batch, keys, width].</param>
    /// <param name="heads">Divides the width.</param>
    /// <param name="keyMask">[batch, keys], added to every score: 0 or −∞; null for none. Of the others' dtype, but
    /// float32 where that is bfloat16 or float16. Gets no gradient.</param>
    /// <param name="causal">Query i sees keys 0..i only; needs as many keys as queries.</param>
    /// <returns>[batch, queries, width], the heads side by side.</returns>
    /// <exception cref="ShapeException">The shapes, dtypes or heads do not fit.</exception>
    public static Tensor Attention(Tensor query, Tensor key, Tensor value, int heads, Tensor? keyMask = null, bool causal = false)
    {
        Check(query, key, value, heads, keyMask, causal);
        var problem = new AttentionProblem(
            RowsContiguous(query), RowsContiguous(key), RowsContiguous(value), heads, keyMask?.Contiguous(), causal);
        var (y, logSumExp) = problem.Forward();
        return Graph.Record("Attention", y, [query, key, value], saved: problem.Saved(y), (dY, sink) =>
        {
            var (dQ, dK, dV) = (query.NewEmpty(query.Shape), key.NewEmpty(key.Shape), value.NewEmpty(value.Shape));
            problem.Backward(y, logSumExp, dY.Contiguous(), dQ, dK, dV);
            sink.Add(query, dQ);
            sink.Add(key, dK);
            sink.Add(value, dV);
        });
    }

    /// <summary>Attention of a sequence to itself, from one packed projection, as CLIP's weights have it.</summary>
    /// <param name="packed">[batch, tokens, 3·width]: queries, keys and values side by side. They are read, and their gradients
    /// written, in place.</param>
    /// <param name="heads">Divides the width.</param>
    /// <param name="keyMask">[batch, tokens], added to every score: 0 or −∞; null for none. Of the others' dtype, but
    /// float32 where that is bfloat16 or float16. Gets no gradient.</param>
    /// <param name="causal">Token i sees tokens 0..i only.</param>
    /// <returns>[batch, tokens, width].</returns>
    /// <exception cref="ShapeException">The shapes, dtypes or heads do not fit.</exception>
    public static Tensor SelfAttention(Tensor packed, int heads, Tensor? keyMask = null, bool causal = false)
    {
        if (packed.Shape.Rank != 3 || packed.Shape[2] % 3 != 0)
            throw new ShapeException("SelfAttention", $"needs [batch, tokens, 3·width], not {packed.Description}.", packed.Shape);
        var source = packed.Contiguous();
        var width = packed.Shape[2] / 3;
        Tensor Third(Tensor x, int i) => x.View(x.Layout.Slice(2, i * width, width));
        var (q, k, v) = (Third(source, 0), Third(source, 1), Third(source, 2));
        Check(q, k, v, heads, keyMask, causal);
        var problem = new AttentionProblem(q, k, v, heads, keyMask?.Contiguous(), causal);
        var (y, logSumExp) = problem.Forward();
        return Graph.Record("SelfAttention", y, [packed], saved: problem.Saved(y), (dY, sink) =>
        {
            var d = packed.NewEmpty(packed.Shape);
            problem.Backward(y, logSumExp, dY.Contiguous(), Third(d, 0), Third(d, 1), Third(d, 2));
            sink.Add(packed, d);
        });
    }

    /// <summary>O and ℓ of queries and some of their keys, not recorded: see <see cref="AttentionPart"/>.</summary>
    internal static (Tensor Mixture, Tensor LogSumExp) Part(Tensor query, Tensor key, Tensor value, int heads)
    {
        Check(query, key, value, heads, mask: null, causal: false);
        return new AttentionProblem(
            RowsContiguous(query), RowsContiguous(key), RowsContiguous(value), heads, Mask: null, Causal: false).Forward();
    }

    private static void Check(Tensor q, Tensor k, Tensor v, int heads, Tensor? mask, bool causal)
    {
        const string op = "Attention";
        Shape[] shapes = [q.Shape, k.Shape, v.Shape];
        if (q.Shape.Rank != 3 || k.Shape.Rank != 3 || !v.Shape.Equals(k.Shape) || q.Shape[0] != k.Shape[0] || q.Shape[2] != k.Shape[2])
            throw new ShapeException(
                op,
                $"needs query [batch, queries, width] and key and value [batch, keys, width]. query: {q.Description}, key: "
                + $"{k.Description}, value: {v.Description}.",
                shapes);
        if (!q.DType.IsFloating() || k.DType != q.DType || v.DType != q.DType
            || (mask is not null && mask.DType != q.DType.Accumulated()))
            throw new ShapeException(
                op,
                $"needs one floating dtype throughout, but a float32 mask with bfloat16 or float16. query: {q.Description}, "
                + $"key: {k.Description}, value: {v.Description}, mask: {mask?.Description}.",
                shapes);
        if (heads < 1 || q.Shape[2] % heads != 0)
            throw new ShapeException(op, $"{heads} heads do not divide the width {q.Shape[2]}. query: {q.Description}.", shapes);
        if (mask is not null && !mask.Shape.Equals([k.Shape[0], k.Shape[1]]))
            throw new ShapeException(
                op, $"the mask must be [batch, keys] = [{k.Shape[0]}, {k.Shape[1]}], not {mask.Description}.", mask.Shape);
        if (causal && q.Shape[1] != k.Shape[1])
            throw new ShapeException(
                op, $"a causal mask needs as many keys as queries. query: {q.Description}, key: {k.Description}.", shapes);
    }

    // The kernels walk rows with any stride, but within a row the elements must lie side by side.
    private static Tensor RowsContiguous(Tensor x) => x.Shape[2] == 1 || x.Layout.Strides[2] == 1 ? x : x.Copy();
}
