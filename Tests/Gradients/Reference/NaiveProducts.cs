namespace Gexia.Tests.Gradients.Reference;

/// <summary>Matrix products and attention as their textbook sums.</summary>
public static class NaiveProducts
{
    public static Grid MatMul(Grid a, Grid b)
    {
        var leading = Grid.Broadcast(a.Shape[..^2], b.Shape[..^2]);
        return Grid.Of([.. leading, a.Shape[^2], b.Shape[^1]], i =>
        {
            var sum = 0.0;
            for (var k = 0; k < a.Shape[^1]; k++) sum += a[[.. i[..^1], k]] * b[[.. i[..^2], k, i[^1]]];
            return sum;
        });
    }

    /// <summary>y = f(x·Wᵀ + b).</summary>
    public static Grid Linear(Grid x, Grid weight, Grid? bias, Func<double, double>? f = null) =>
        Grid.Of([.. x.Shape[..^1], weight.Shape[0]], i =>
        {
            var sum = bias?[i[^1]] ?? 0;
            for (var k = 0; k < weight.Shape[1]; k++) sum += x[[.. i[..^1], k]] * weight[i[^1], k];
            return f is null ? sum : f(sum);
        });

    /// <summary>Attention head by head; mask [batch, keys] is added to the scores, −∞ hides a key.</summary>
    public static Grid Attention(Grid q, Grid k, Grid v, int heads, Grid? mask, bool causal)
    {
        var (keys, head) = (k.Shape[1], heads == 0 ? 0 : q.Shape[2] / heads);
        return Grid.Of(q.Shape, i =>
        {
            var (sample, query, start) = (i[0], i[1], i[2] / head * head);
            var scores = new double[keys];
            for (var j = 0; j < keys; j++)
            {
                for (var c = start; c < start + head; c++) scores[j] += q[sample, query, c] * k[sample, j, c];
                scores[j] = (scores[j] / Math.Sqrt(head)) + (mask?[sample, j] ?? 0) + (causal && j > query ? double.NegativeInfinity : 0);
            }
            if (scores.All(double.IsNegativeInfinity)) return 0;
            return NaiveRows.Softmax(scores).Select((weight, j) => weight * v[sample, j, i[2]]).Sum();
        });
    }

    /// <summary>One third of the last axis: queries, keys or values of a packed projection.</summary>
    public static Grid Third(Grid packed, int which)
    {
        var width = packed.Shape[2] / 3;
        return Grid.Of([packed.Shape[0], packed.Shape[1], width], i => packed[i[0], i[1], (which * width) + i[2]]);
    }
}
