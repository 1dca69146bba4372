namespace Gexia.Tests.Gradients;

/// <summary>The shape choices that several rows of the table share.</summary>
public static class Shapes
{
    /// <summary>One input of a rank from 0 to 4.</summary>
    public static Problem One(Sizes s, Rng rng)
    {
        int[] axes = [s.A, s.B, s.C, s.D];
        return new([axes[rng.NextInt32(5)..]]);
    }

    /// <summary>One input of at least one axis.</summary>
    public static Problem Rows(Sizes s, Rng rng)
    {
        int[] axes = [s.A, s.B, s.C];
        return new([axes[rng.NextInt32(3)..]]);
    }

    /// <summary>Two inputs that broadcast with each other.</summary>
    public static Problem Pair(Sizes s, Rng rng) => new([Broadcastable([s.A, s.B, s.C], rng), Broadcastable([s.A, s.B, s.C], rng)]);

    /// <summary>A shape that broadcasts to the target: some axes made 1, some leading ones dropped.</summary>
    public static int[] Broadcastable(int[] target, Rng rng)
    {
        var shape = (int[])target.Clone();
        for (var axis = 0; axis < shape.Length; axis++) if (rng.NextInt32(4) == 0) shape[axis] = 1;
        return shape[(rng.NextInt32(3) == 0 ? rng.NextInt32(shape.Length + 1) : 0)..];
    }

    /// <summary>[A, B, C] and another shape of the same length.</summary>
    public static Problem Reshape(Sizes s, Rng rng)
    {
        int[][] targets = [[s.A * s.B * s.C], [s.A * s.B, s.C], [s.A, s.B * s.C], [s.A, 1, s.B, s.C, 1], [s.C, s.A * s.B]];
        return new([[s.A, s.B, s.C]], targets[rng.NextInt32(targets.Length)]);
    }

    /// <summary>[A, B, C] and the options axis, start, count.</summary>
    public static Problem Slice(Sizes s, Rng rng)
    {
        int[] shape = [s.A, s.B, s.C];
        var axis = rng.NextInt32(3);
        var start = shape[axis] == 0 ? 0 : rng.NextInt32(shape[axis]);
        return new([shape], axis, start, rng.NextInt32(shape[axis] - start + 1));
    }

    /// <summary>[A, B, C] and the options axis, index; that axis is not empty.</summary>
    public static Problem Select(Sizes s, Rng rng)
    {
        int[] shape = [s.A, s.B, s.C];
        var axis = rng.NextInt32(3);
        shape[axis] = Math.Max(1, shape[axis]);
        return new([shape], axis, rng.NextInt32(shape[axis]));
    }

    /// <summary>[A, B, C] and the options axis, keep.</summary>
    public static Problem Reduce(Sizes s, Rng rng) => new([[s.A, s.B, s.C]], rng.NextInt32(3), rng.NextInt32(2));

    /// <summary>[A, B, C] and the options axis, keep; that axis is not empty.</summary>
    public static Problem Extremum(Sizes s, Rng rng)
    {
        int[] shape = [s.A, s.B, s.C];
        var axis = rng.NextInt32(3);
        shape[axis] = Math.Max(1, shape[axis]);
        return new([shape], axis, rng.NextInt32(2));
    }

    /// <summary>One input of a rank from 1 to 3 with elements.</summary>
    public static Problem Some(Sizes s, Rng rng)
    {
        int[] axes = [Math.Max(1, s.A), Math.Max(1, s.B), Math.Max(1, s.C)];
        return new([axes[rng.NextInt32(3)..]]);
    }

    /// <summary>[A, B, C] and a permutation.</summary>
    public static Problem Permute(Sizes s, Rng rng) => new([[s.A, s.B, s.C]], rng.Sample(3, 3));

    /// <summary>Logits [B, C] and a target a row; no rows where there are no classes.</summary>
    public static Problem Classes(Sizes s, Rng rng) => new([[s.C == 0 ? 0 : s.B, s.C]], Draw(s.C == 0 ? 0 : s.B, s.C, rng));

    /// <summary>A table [B, C] and A·D ids; no ids where the table is empty.</summary>
    public static Problem Table(Sizes s, Rng rng) =>
        new([[s.B, s.C]], [s.B == 0 ? 0 : s.A, s.D, .. Draw(s.B == 0 ? 0 : s.A * s.D, s.B, rng)]);

    /// <summary>[…, B, C] times […, C, D] with leading axes that broadcast.</summary>
    public static Problem Product(Sizes s, Rng rng) =>
        new([[.. Broadcastable([2, s.A], rng), s.B, s.C], [.. Broadcastable([2, s.A], rng), s.C, s.D]]);

    /// <summary>Rows […, C], weight [D, C], bias [D].</summary>
    public static Problem Affine(Sizes s, Rng rng)
    {
        int[] leading = [s.A, s.B];
        return new([[.. leading[rng.NextInt32(3)..], s.C], [s.D, s.C], [s.D]]);
    }

    /// <summary>
    /// Queries [A, B, width], keys and values [A, keys, width], then heads, causal and one mask code a key (see <see cref="Mask"/>).
    /// </summary>
    public static Problem Attention(Sizes s, Rng rng, bool masked, bool causal)
    {
        var heads = 1 + rng.NextInt32(3);
        var (width, keys) = (s.D * heads, causal ? s.B : s.C);
        int[] mask = masked ? Draw(s.A * keys, 3, rng) : [];
        return new([[s.A, s.B, width], [s.A, keys, width], [s.A, keys, width]], [heads, causal ? 1 : 0, .. mask]);
    }

    /// <summary>A key mask from codes: 0 nothing, 1 a penalty, 2 hidden.</summary>
    public static double Mask(int code) => code switch { 0 => 0, 1 => -0.75, _ => double.NegativeInfinity };

    private static int[] Draw(int count, int bound, Rng rng)
    {
        var values = new int[count];
        for (var i = 0; i < count; i++) values[i] = rng.NextInt32(bound);
        return values;
    }
}
