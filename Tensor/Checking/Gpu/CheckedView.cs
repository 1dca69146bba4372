using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gexia.Gpu;

namespace Gexia.Checking;

/// <summary>Memory behind a view: an operand, or what a group shares.</summary>
internal sealed class ViewMemory
{
    private static readonly Type[] Numbers =
        [typeof(float), typeof(double), typeof(int), typeof(long), typeof(bool), typeof(Half), typeof(BFloat16), typeof(sbyte)];

    /// <summary>Of shared memory.</summary>
    private const int Alignment = 16;

    private readonly byte[]? shared;
    private readonly DType? type;
    private readonly string what;

    /// <summary>An operand, or null where it is not there.</summary>
    public ViewMemory(int number, Tensor? operand)
    {
        what = operand is null ? $"operand {number}, which is not there" : $"operand {number}, {operand.Description}";
        type = operand?.DType;
        if (operand is null || operand.Length == 0) return;
        long reach = 1;
        for (var axis = 0; axis < operand.Shape.Rank; axis++) reach += (operand.Shape[axis] - 1) * operand.Layout.Strides[axis];
        Address = operand.Storage.Address + (nint)(operand.Layout.Offset * operand.DType.Size());
        Bytes = reach * operand.DType.Size();
    }

    /// <summary>Shared memory.</summary>
    public ViewMemory(int floats)
    {
        what = "the shared memory";
        shared = GC.AllocateUninitializedArray<byte>((floats * sizeof(float)) + Alignment, pinned: true);
        unsafe
        {
            var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(shared));
            Address = address + (-address & (Alignment - 1));
        }
        Bytes = floats * sizeof(float);
    }

    public nint Address { get; }

    public long Bytes { get; }

    public int Length => checked((int)(Bytes / (type?.Size() ?? sizeof(float))));

    /// <summary>Fills shared memory with what nothing may depend on.</summary>
    public void Poison() => shared.AsSpan().Fill(GuardedBuffer.Poison);

    /// <summary>The address of an element.</summary>
    public nint At<T>(int i) where T : unmanaged
    {
        if (type is { } dtype && !Fits<T>(dtype)) throw new KernelException($"{typeof(T).Name} was asked for of {what}.");
        var count = Bytes / Unsafe.SizeOf<T>();
        if (i < 0 || i >= count) throw new KernelException($"element {i} of {what}; its view has {count}.");
        var address = Address + (i * (nint)Unsafe.SizeOf<T>());
        if (address % Math.Min(Unsafe.SizeOf<T>(), Alignment) != 0)
            throw new KernelException($"element {i} of {what}, as {typeof(T).Name}, does not begin at a multiple of its size.");
        return address;
    }

    // Its own type, or bits and several elements in one access, whose types are no dtype's.
    private static bool Fits<T>(DType dtype) where T : unmanaged =>
        Unsafe.SizeOf<T>() % dtype.Size() == 0 && (!Numbers.Contains(typeof(T)) || DTypeFacts.Of<T>() == dtype);
}

/// <summary>A view that looks at every index.</summary>
internal readonly unsafe struct CheckedView(ViewMemory memory) : IView<float>
{
    public ref float this[int i] => ref At<float>(i);

    public int Length => memory.Length;

    public ref TElement At<TElement>(int i) where TElement : unmanaged => ref *(TElement*)memory.At<TElement>(i);
}
