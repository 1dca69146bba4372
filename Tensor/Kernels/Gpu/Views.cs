using System.Runtime.CompilerServices;

namespace Gexia.Gpu;

/// <summary>What a GPU body sees of a kernel's tensors, in the order of <see cref="Operands"/>: those read, then those written.</summary>
public readonly struct Views<TView> where TView : struct, IView<float>
{
    // Fields, not an array: a GPU has no registers that are chosen by a number.
    private readonly TView v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11;

    internal Views(
        TView v0, TView v1, TView v2, TView v3, TView v4, TView v5, TView v6, TView v7, TView v8, TView v9, TView v10, TView v11)
    {
        (this.v0, this.v1, this.v2, this.v3, this.v4, this.v5) = (v0, v1, v2, v3, v4, v5);
        (this.v6, this.v7, this.v8, this.v9, this.v10, this.v11) = (v6, v7, v8, v9, v10, v11);
    }

    /// <summary>The view of an operand.</summary>
    /// <param name="operand">A constant, so that the choice is made when the body is compiled; 0..11.</param>
    public TView this[int operand]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => operand switch
        {
            0 => v0,
            1 => v1,
            2 => v2,
            3 => v3,
            4 => v4,
            5 => v5,
            6 => v6,
            7 => v7,
            8 => v8,
            9 => v9,
            10 => v10,
            _ => v11,
        };
    }
}
