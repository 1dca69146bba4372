using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>What four values of C are finished with: C as it was, and the map's other operands.</summary>
internal readonly struct ProductInputs(Float4 before, Float4 first, Float4 second)
{
    public readonly Float4 Before = before, First = first, Second = second;
}

/// <summary>The numbers of a <see cref="ProductEnd{TMap}"/>.</summary>
/// <param name="n">Columns of C.</param>
/// <param name="width">Of the rows of the tensors of the map.</param>
/// <param name="what">What happens.</param>
internal readonly struct ProductEndNumbers(int n, int width, int what)
{
    /// <summary>Parts of what happens: the bias is added; C is added; the sum is stored in C; the map goes to its target, or to C;
    /// fours begin at multiples of four everywhere.</summary>
    public const int Biased = 1, Accumulates = 2, Stores = 4, Maps = 8, MapsC = 16, InFours = 32;

    public readonly int N = n, Width = width;

    private readonly int what = what;

    /// <summary>Whether any of some parts happens.</summary>
    public bool Has(int parts) => (what & parts) != 0;
}

/// <summary>The map of a product without one: it is not used.</summary>
internal readonly struct Unmapped : IMap3
{
    public static bool ReadsB => false;

    public static bool ReadsC => false;

    public TLane Of<TLane>(TLane a, TLane b, TLane c) where TLane : struct, ILane<TLane> => a;
}
