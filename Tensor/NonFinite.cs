using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>NaN and infinity among a tensor's elements.</summary>
/// <param name="Count">How many elements are not finite.</param>
/// <param name="First">Row-major number of the first.</param>
/// <param name="Index">Its place, an index for each axis.</param>
/// <param name="Value">Its value: NaN or an infinity.</param>
/// <remarks>
/// An element is not finite when all bits of its exponent are set, so the search reads whole vectors of bits of any floating dtype, once,
/// on all threads: it keeps pace with memory. Only where something is found are single elements looked at.
/// </remarks>
public sealed record NonFinite(long Count, long First, IReadOnlyList<int> Index, double Value)
{
    private const int Block = 1 << 15;      // elements

    /// <summary>Searches a tensor.</summary>
    /// <param name="tensor">Of any dtype and layout; whole numbers and truth values are always finite.</param>
    /// <returns>Null where all elements are finite.</returns>
    public static NonFinite? In(Tensor tensor)
    {
        if (tensor.DType is not (DType.Float32 or DType.Float64 or DType.Float16 or DType.BFloat16) || tensor.Length == 0) return null;
        var plain = tensor.Contiguous();
        using var use = new MemoryUse([plain]);
        var found = Tensor.Lasting([checked((int)((plain.Length + Block - 1) / Block))], DType.Bool, plain.Device);
        plain.Device.Run(new Search(plain, found));
        var block = found.ToArray<bool>().AsSpan().IndexOf(true);
        return block < 0 ? null : Describe(plain.ToHost(), (long)block * Block);
    }

    /// <summary>As <c>NaN at [5, 7]</c>, or <c>3 values that are not finite, the first NaN at [5, 7]</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(Count == 1 ? "" : $"{Count} values that are not finite, the first ")}{Word(Value)}"
        + $"{(Index.Count == 0 ? "" : $" at [{string.Join(", ", Index)}]")}");

    /// <summary>The index of each axis of a row-major element number.</summary>
    internal static int[] IndexOf(Shape shape, long element)
    {
        var index = new int[shape.Rank];
        for (var axis = index.Length - 1; axis >= 0; axis--)
        {
            index[axis] = (int)(element % shape[axis]);
            element /= shape[axis];
        }
        return index;
    }

    private static string Word(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "infinity" : "-infinity";

    private static NonFinite Describe(Tensor tensor, long from)
    {
        var bytes = BytesOf(tensor);
        long count = 0, first = -1;
        for (var i = from; i < tensor.Length; i++)
        {
            if (double.IsFinite(Scalars.ReadDouble(bytes, tensor.DType, i))) continue;
            if (count++ == 0) first = i;
        }
        return new NonFinite(count, first, IndexOf(tensor.Shape, first), Scalars.ReadDouble(bytes, tensor.DType, first));
    }

    private static ReadOnlySpan<byte> BytesOf(Tensor tensor)
    {
        var size = tensor.DType.Size();
        return tensor.Storage.Span.Slice(checked((int)(tensor.Layout.Offset * size)), checked((int)(tensor.Length * size)));
    }

    private readonly struct Search(Tensor tensor, Tensor found) : IStoredKernel, ICpuKernel
    {
        public Operands Operands => new([tensor], [found]);

        public void OnCpu() => CpuLauncher.Run(this, DType.Float32, found.Length, grain: 4);

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher => Stored.Run(this, gpu, tensor.DType);

        public void OnGpu<TStored, TLauncher>(in TLauncher gpu) where TStored : struct, IStored where TLauncher : struct, IGpuLauncher =>
            gpu.Run(new NonFiniteBody<TStored>(checked((int)tensor.Length), Block), found.Length);

        public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var block = from; block < to; block++)
            {
                var (start, size) = ((int)block * Block, tensor.DType.Size());
                var bytes = BytesOf(tensor).Slice(start * size, (int)Math.Min(Block, tensor.Length - start) * size);
                found.Elements<bool>()[(int)block] = AnyIn(bytes, tensor.DType);
            }
        }
    }

    /// <summary>Whether some element is not finite; whole numbers and truth values always are.</summary>
    /// <param name="bytes">Whole elements.</param>
    /// <param name="type">Their dtype.</param>
    internal static bool AnyIn(ReadOnlySpan<byte> bytes, DType type) => type switch
    {
        DType.Float32 => Any(MemoryMarshal.Cast<byte, uint>(bytes), 0x7F80_0000u),
        DType.Float64 => Any(MemoryMarshal.Cast<byte, ulong>(bytes), 0x7FF0_0000_0000_0000ul),
        DType.Float16 => Any(MemoryMarshal.Cast<byte, ushort>(bytes), (ushort)0x7C00),
        DType.BFloat16 => Any(MemoryMarshal.Cast<byte, ushort>(bytes), (ushort)0x7F80),
        _ => false,
    };

    /// <summary>Whether all bits of the exponent are set in some element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]      // a few long calls: there is nothing to gain from a slow first version
    private static bool Any<TBits>(ReadOnlySpan<TBits> bits, TBits exponent) where TBits : unmanaged, IBinaryInteger<TBits>
    {
        ref var start = ref MemoryMarshal.GetReference(bits);
        var (mask, step) = (new Vector<TBits>(exponent), Vector<TBits>.Count);
        Vector<TBits> a = Vector<TBits>.Zero, b = a, c = a, d = a;
        var i = 0;
        for (; i + (4 * step) <= bits.Length; i += 4 * step)
        {
            a |= Vector.Equals(Vector.LoadUnsafe(ref start, (nuint)i) & mask, mask);
            b |= Vector.Equals(Vector.LoadUnsafe(ref start, (nuint)(i + step)) & mask, mask);
            c |= Vector.Equals(Vector.LoadUnsafe(ref start, (nuint)(i + (2 * step))) & mask, mask);
            d |= Vector.Equals(Vector.LoadUnsafe(ref start, (nuint)(i + (3 * step))) & mask, mask);
        }
        if (!Vector.EqualsAll(a | b | c | d, Vector<TBits>.Zero)) return true;
        for (; i < bits.Length; i++) if ((bits[i] & exponent) == exponent) return true;
        return false;
    }
}
