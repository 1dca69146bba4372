namespace Gexia.Tests.Models.SViLM;

/// <summary>Random float64 inputs of odd sizes, a function of a seed.</summary>
internal sealed class Drawing(int seed)
{
    private readonly Rng rng = new((ulong)(uint)seed);

    /// <summary>A size from one to a limit.</summary>
    public int Size(int from, int to) => from + rng.NextInt32(to - from + 1);

    /// <summary>Standard normal numbers.</summary>
    public Tensor Normal(params int[] shape) => Tensor.Normal(rng, shape, type: DType.Float64);

    /// <summary>A number of a range.</summary>
    public double Number(double low, double high) => rng.NextDouble(low, high);

    /// <summary>[videos, clips] of 0 and 1, both in every row.</summary>
    public Tensor Mask(int videos, int clips)
    {
        var mask = Tensor.Zeros([videos, clips], DType.Float64);
        var values = mask.AsSpan<double>();
        for (var i = 0; i < videos; i++)
        {
            var row = values.Slice(i * clips, clips);
            do
            {
                foreach (ref var value in row) value = rng.NextInt32(2);
            }
            while (!row.Contains(0) || !row.Contains(1));
        }
        return mask;
    }

    /// <summary>[size, size], rows summing to 1, with zeros among them where a row has more than two elements.</summary>
    public Tensor Weights(int size)
    {
        var weights = Tensor.Zeros([size, size], DType.Float64);
        var values = weights.AsSpan<double>();
        for (var i = 0; i < size; i++)
        {
            var share = rng.NextDouble(0.5, 1);
            values[(i * size) + i] += share;
            values[(i * size) + rng.NextInt32(size)] += 1 - share;
        }
        return weights;
    }
}
