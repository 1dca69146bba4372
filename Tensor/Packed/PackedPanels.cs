namespace Gexia.Cpu;

/// <summary>
/// B of a product in the order in which tiles read it: panels as wide as this machine's widest tile (the last padded to 16 columns with
/// what nobody reads), each [k, its width]. Every lane divides these widths, so one layout serves every SIMD level; it does not depend
/// on how k is cut either.
/// </summary>
internal unsafe struct PackedPanels
{
    /// <summary>Columns of a panel.</summary>
    public static int Width { get; } = Simd.Best == SimdLevel.V512 ? 48 : 16;

    /// <summary>The first element, in <see cref="Format"/>; null where a product has no packed operand.</summary>
    public byte* Data;

    /// <summary>One factor a column (padded), for <see cref="WeightFormat.Int8"/>.</summary>
    public float* Scales;

    public WeightFormat Format;

    public readonly bool IsPresent => Data != null;

    /// <summary>Columns with padding.</summary>
    public static long Padded(long columns) => (columns + 15) / 16 * 16;

    /// <summary>How many panels hold so many columns.</summary>
    public static long Count(long columns) => (Padded(columns) + Width - 1) / Width;

    /// <summary>
    /// Panels from a column (a multiple of <see cref="Width"/>) to at least another, rows firstK..firstK+k: as floats in this thread's
    /// packing memory. Not for <see cref="WeightFormat.Float32"/>, which needs no copy.
    /// </summary>
    public readonly float* Unpack(long from, long to, long columns, long totalK, long firstK, long k)
    {
        to = Math.Min((to + Width - 1) / Width * Width, Padded(columns));       // whole panels: a narrow lane may ask for a part of one
        var floats = (float*)ThreadScratch.PackedB((to - from) * k * sizeof(float));
        for (var j = from; j < to; j += Width)
        {
            var width = Math.Min(Width, Padded(columns) - j);
            var source = (j * totalK) + (firstK * width);
            var target = floats + ((j - from) * k);
            if (Format == WeightFormat.BFloat16) Widen.BFloat16((ushort*)Data + source, target, k * width);
            else for (long i = 0; i < width; i += 16) Widen.Int8((sbyte*)Data + source + i, width, Scales + j + i, target + i, k);
        }
        return floats;
    }
}
