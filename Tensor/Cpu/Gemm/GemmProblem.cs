using System.Numerics;

namespace Gexia.Cpu;

/// <summary>
/// C = A·B + bias, or C += the same: A is [m, k], B is [k, n], C is [m, n]. A transposed operand is the same tensor with its two
/// strides exchanged. Strides and offsets count elements, offsets from the first element of the tensor.
/// </summary>
internal struct GemmProblem
{
    public required long M, N, K;

    public required Tensor A;
    public long AOffset;
    public required long ARow, AColumn;

    /// <summary>Null where B is packed.</summary>
    public Tensor? B;
    public long BOffset, BRow, BColumn;

    /// <summary>Float only: B in the order of the tiles, which is then read instead.</summary>
    public PackedOperand Packed;

    /// <summary>Rows contiguous; must not overlap A, B or bias.</summary>
    public required Tensor C;
    public long COffset;
    public required long CRow;

    /// <summary>[n], contiguous, added to every row; or null.</summary>
    public Tensor? Bias;

    /// <summary>Adds to C instead of overwriting it.</summary>
    public bool Accumulate;

    /// <summary>The last two axes of three tensors as one product.</summary>
    /// <param name="a">[…, m, k], any strides.</param>
    /// <param name="b">[…, k, n], any strides.</param>
    /// <param name="c">[…, m, n], rows contiguous.</param>
    public static GemmProblem Of(Tensor a, Tensor b, Tensor c)
    {
        ReadOnlySpan<long> sa = a.Layout.Strides, sb = b.Layout.Strides, sc = c.Layout.Strides;
        return new()
        {
            M = a.Shape[^2], N = b.Shape[^1], K = a.Shape[^1],
            A = a, ARow = sa[^2], AColumn = sa[^1],
            B = b, BRow = sb[^2], BColumn = sb[^1],
            C = c, CRow = sc[^2],
        };
    }

    /// <summary>Where everything lies, inside a kernel's body.</summary>
    public readonly unsafe GemmAddresses<T> Addresses<T>() where T : unmanaged, IFloatingPointIeee754<T> => new()
    {
        M = M, N = N, K = K,
        A = A.Pointer<T>() + AOffset, ARow = ARow, AColumn = AColumn,
        B = B is null ? null : B.Pointer<T>() + BOffset, BRow = BRow, BColumn = BColumn, Packed = Packed.Panels,
        C = C.Pointer<T>() + COffset, CRow = CRow,
        Bias = Bias is null ? null : Bias.Pointer<T>(), Accumulate = Accumulate,
    };
}

/// <summary>A <see cref="GemmProblem"/> while a kernel's body runs.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal unsafe struct GemmAddresses<T> where T : unmanaged
{
    public long M, N, K;
    public T* A;
    public long ARow, AColumn;
    public T* B;
    public long BRow, BColumn;
    public PackedPanels Packed;
    public T* C;
    public long CRow;
    public T* Bias;
    public bool Accumulate;
}

/// <summary>
/// How the products of a batch lie: two nested counts (as in [batch, heads]) with the strides of each operand.
/// A stride of 0 shares the operand (never C).
/// </summary>
internal struct GemmBatch
{
    public GemmBatch() { }

    public long Outer = 1, Inner = 1;
    public long AOuter, AInner;
    public long BOuter, BInner;
    public long COuter, CInner;

    public readonly long Count => Outer * Inner;
}
