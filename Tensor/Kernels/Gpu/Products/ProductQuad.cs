namespace Gexia.Gpu;

/// <summary>The sums of 4×4 elements of C that a thread holds.</summary>
internal readonly struct ProductQuad(Float4 r0, Float4 r1, Float4 r2, Float4 r3)
{
    public readonly Float4 R0 = r0, R1 = r1, R2 = r2, R3 = r3;

    /// <summary>sums + (four of a column of A)·(four of a row of B).</summary>
    public static ProductQuad Add<TGpu>(TGpu gpu, Float4 a, Float4 b, ProductQuad sums) where TGpu : struct, IGpu =>
        new(Add(gpu, a.X, b, sums.R0), Add(gpu, a.Y, b, sums.R1), Add(gpu, a.Z, b, sums.R2), Add(gpu, a.W, b, sums.R3));

    /// <summary>A row chosen by number: once a product, to write the rows out in a loop.</summary>
    public Float4 Row(int row)
    {
        var chosen = R0;
        if (row == 1) chosen = R1;
        if (row == 2) chosen = R2;
        if (row == 3) chosen = R3;
        return chosen;
    }

    private static Float4 Add<TGpu>(TGpu gpu, float a, Float4 b, Float4 sums) where TGpu : struct, IGpu =>
        new(gpu.Fma(a, b.X, sums.X), gpu.Fma(a, b.Y, sums.Y), gpu.Fma(a, b.Z, sums.Z), gpu.Fma(a, b.W, sums.W));
}
