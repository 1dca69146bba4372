namespace Gexia.Cpu;

/// <summary>
/// How a product of elements of one size is cut to fit the caches: columns of B in the last cache, rows of A in the
/// second, and within them tiles of C in registers.
/// </summary>
internal readonly struct Blocking
{
    /// <summary>
    /// Longest stretch of k. Measured, and the same on every machine: how k is cut decides the order of every
    /// element's sum, and so its last bits.
    /// </summary>
    public const long KC = 512;

    private Blocking(int elementBytes)
    {
        // Wide tiles take A from half of the second cache; the rest is for the panels of B and C that pass by. Narrow ones are slow enough
        // for A to come from the third, and gain more from reading each panel of B for more rows.
        var line = KC * elementBytes;
        MC = Math.Clamp((Simd.Best == SimdLevel.V512 ? CacheSizes.Second / 2 : 2 * CacheSizes.Second) / line, 72, 1024);
        // What is packed should still be near when it is used; a share of the third cache, which others use too.
        NC = Math.Clamp(Math.Max(CacheSizes.Second, CacheSizes.Third / 16) / line, 192, 4096);
    }

    /// <summary>Rows of A in a block.</summary>
    public long MC { get; }

    /// <summary>Columns of B in a block.</summary>
    public long NC { get; }

    /// <summary>For float.</summary>
    public static Blocking Single { get; } = new(sizeof(float));

    /// <summary>For double.</summary>
    public static Blocking Double { get; } = new(sizeof(double));
}
