using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// An n-dimensional array: a <see cref="Storage"/> seen through a <see cref="Layout"/>. This type holds values and knows no
/// calculus; arithmetic with gradients is added by the Autograd assembly as extension members.
/// </summary>
public sealed partial class Tensor
{
    internal Tensor(Storage storage, Layout layout, DType type)
    {
        Storage = storage;
        Layout = layout;
        DType = type;
    }

    /// <summary>Extents of the axes, outermost first.</summary>
    public Shape Shape => Layout.Shape;

    /// <summary>Where each element lies in the storage.</summary>
    public Layout Layout { get; }

    /// <summary>What an element is.</summary>
    public DType DType { get; }

    /// <summary>Where the tensor lives.</summary>
    public Device Device => Storage.Device;

    /// <summary>The memory, perhaps shared with other views.</summary>
    internal Storage Storage { get; }

    /// <summary>How this value came about; only Autograd fills and reads it.</summary>
    internal object? Origin { get; set; }

    /// <summary>Number of elements.</summary>
    public long Length => Shape.Length;

    /// <summary>Whether the elements lie side by side in row-major order.</summary>
    public bool IsContiguous => Layout.IsContiguous;

    /// <summary>Address of element (0, 0, …), for kernels (<see cref="ICpuKernel"/>): nothing checks what is done with it.</summary>
    /// <remarks>
    /// It holds inside a kernel that was launched with this tensor among its operands. The element at an index lies Σ index·stride
    /// elements from it; the elements of a contiguous tensor lie side by side.
    /// </remarks>
    /// <typeparam name="T">The scalar of the dtype: a kernel's T.</typeparam>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe T* Pointer<T>() where T : unmanaged => (T*)Storage.Address + Layout.Offset;

    /// <summary>
    /// The elements of a contiguous tensor, for reading and writing in place. Counts as a writing: read with <see cref="AsReadOnlySpan"/>.
    /// </summary>
    /// <remarks>
    /// The span keeps its memory: when the tensor's scope ends, on whichever thread, the memory is garbage-collected instead of given to
    /// another tensor, and the span still shows the numbers that were there. Spans are for a few tensors, then, not for all of a step.
    /// A record of operations notices the writing when the span is taken, not what is written later through it: take it anew before each
    /// writing, and not between an operation and its <c>Backward</c>.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The tensor is a strided view or the result of a captured step, T is not its dtype, or a
    /// step is being captured.</exception>
    /// <exception cref="ObjectDisposedException">Its scope has ended.</exception>
    public Span<T> AsSpan<T>() where T : unmanaged
    {
        var span = HandOut<T>("AsSpan");
        CountWriting();
        return span;
    }

    /// <summary>As <see cref="AsSpan"/>, for reading only.</summary>
    public ReadOnlySpan<T> AsReadOnlySpan<T>() where T : unmanaged => HandOut<T>("AsReadOnlySpan");

    /// <summary>The elements in row-major order, copied.</summary>
    public T[] ToArray<T>() where T : unmanaged
    {
        Require<T>();
        Recording.RefuseHost(NotCaptured);
        var plain = Contiguous();
        using var use = new MemoryUse([plain]);
        if (Device.IsHost || !Device.HoldsNumbers) return plain.Elements<T>().ToArray();
        var elements = GC.AllocateUninitializedArray<T>(checked((int)Length));
        plain.Storage.Read(plain.Layout.Offset * DType.Size(), MemoryMarshal.AsBytes(elements.AsSpan()));
        return elements;
    }

    /// <summary>
    /// Writes all elements of a contiguous tensor, in row-major order, wherever it lives. The values may change once this returns.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The tensor is a strided view, T is not its dtype, or a step is being captured.
    /// </exception>
    /// <exception cref="ShapeException">The number of values is not the tensor's length.</exception>
    public void Write<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        Require<T>();
        Recording.RefuseHost(NotCaptured);
        if (!IsContiguous)
            throw new InvalidOperationException($"Tensor: Write needs a contiguous tensor; {Description} is a strided view.");
        if (values.Length != Length)
            throw new ShapeException("Write", $"{values.Length} values do not fill {Description} ({Length} elements).", Shape);
        using var use = new MemoryUse([this]);
        Storage.Write(Layout.Offset * DType.Size(), MemoryMarshal.AsBytes(values));
        CountWriting();
    }

    /// <summary>The only element of a tensor of length 1.</summary>
    public T Item<T>() where T : unmanaged
    {
        Require<T>();
        Recording.RefuseHost(NotCaptured);
        if (Length != 1) throw new ShapeException("Item", $"needs exactly one element; {Shape} has {Length}.", Shape);
        using var use = new MemoryUse([this]);
        T item = default;
        Storage.Read(Layout.Offset * DType.Size(), MemoryMarshal.AsBytes(new Span<T>(ref item)));
        return item;
    }

    /// <summary>The element at an index per axis, as a double, whatever the dtype.</summary>
    public double At(params ReadOnlySpan<int> index)
    {
        var place = PlaceOf(index);
        using var use = new MemoryUse([this]);
        Span<byte> bytes = stackalloc byte[DType.Size()];
        Storage.Read(place * bytes.Length, bytes);
        return Scalars.ReadDouble(bytes, DType, 0);
    }

    /// <summary>The element at an index per axis: as <see cref="At"/> reads it, and written with rounding to the dtype.</summary>
    /// <remarks>
    /// One element at a time, unrecorded: no gradient passes through it (<c>Slice</c>, <c>Select</c> and <c>Gather</c> are recorded). A
    /// writing counts, as that of <see cref="AsSpan"/> does.
    /// </remarks>
    /// <exception cref="ShapeException">Not one index an axis, or one that leaves its axis.</exception>
    [IndexerName("Element")]
    public double this[params ReadOnlySpan<int> index]
    {
        get => At(index);
        set
        {
            var place = PlaceOf(index);
            using var use = new MemoryUse([this]);
            Span<byte> bytes = stackalloc byte[DType.Size()];
            Scalars.WriteDouble(bytes, DType, 0, value);
            Storage.Write(place * bytes.Length, bytes);
            CountWriting();
        }
    }

    private long PlaceOf(ReadOnlySpan<int> index)
    {
        if (index.Length != Shape.Rank) throw new ShapeException("At", $"{index.Length} indices given for {Shape}.", Shape);
        Recording.RefuseHost(NotCaptured);
        var place = Layout.Offset;
        for (var axis = 0; axis < index.Length; axis++)
        {
            if ((uint)index[axis] >= (uint)Shape[axis])
                throw new ShapeException("At", $"index {index[axis]} leaves axis {axis} of {Shape}.", Shape);
            place += index[axis] * Layout.Strides[axis];
        }
        return place;
    }

    private const string NotCaptured = "Tensor: its elements are read or written by the caller, which would not happen again whenever the "
        + "captured step runs. Do that before or after the step.";

    /// <summary>
    /// The elements of a contiguous tensor, while it is in use (<see cref="MemoryUse"/>) or, on the thread of its scope, until that ends.
    /// </summary>
    internal Span<T> Elements<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Storage.Span).Slice(checked((int)Layout.Offset), checked((int)Length));

    /// <summary>As <see cref="Elements"/>, the bytes of them.</summary>
    internal Span<byte> Bytes => Storage.Span.Slice(checked((int)(Layout.Offset * DType.Size())), checked((int)(Length * DType.Size())));

    /// <summary>
    /// Says that elements are changed, so that a backward pass over operations that need the old ones is refused. Everything that lets a
    /// caller write calls it; kernels that fill what an operation has just made need not.
    /// </summary>
    internal void CountWriting()
    {
        Storage.CountWriting();
        Recording.Current?.Write(Storage);
    }

    private Span<T> HandOut<T>(string method) where T : unmanaged
    {
        Require<T>();
        Recording.RefuseHost(NotCaptured);
        if (!IsContiguous)
        {
            throw new InvalidOperationException(
                $"Tensor: {method} needs a contiguous tensor; {Description} is a strided view. Use ToArray, or Copy() it first.");
        }
        return MemoryMarshal.Cast<byte, T>(Storage.HandOut()).Slice(checked((int)Layout.Offset), checked((int)Length));
    }

    private void Require<T>() where T : unmanaged
    {
        if (DTypeFacts.Of<T>() != DType)
            throw new InvalidOperationException($"Tensor: {Description} does not hold {typeof(T).Name}. Use To(...) to convert.");
    }

    /// <summary>Another view of the same memory.</summary>
    internal Tensor View(Layout layout) => new(Storage, layout, DType);

    /// <summary>A fresh contiguous tensor with the same elements.</summary>
    public Tensor Copy()
    {
        var copy = Empty(Shape, DType, Device);
        StridedCopy.Run(this, copy);
        return copy;
    }

    /// <summary>This tensor if it is contiguous, else a contiguous copy. No history.</summary>
    public Tensor Contiguous() => IsContiguous ? this : Copy();

    /// <summary>
    /// The same elements in another dtype: this tensor itself when the dtype is already right. Narrowing rounds to nearest.
    /// </summary>
    public Tensor To(DType type)
    {
        if (type == DType) return this;
        var from = Contiguous();
        var to = Empty(Shape, type, Device);
        Scalars.Convert(from, to);
        return to;
    }

    /// <summary>The same elements on another device: this tensor itself when it lives there. No history.</summary>
    /// <exception cref="InvalidOperationException">This tensor's device holds no numbers, or a step is being captured.</exception>
    public Tensor To(Device device)
    {
        if (device == Device) return this;
        Recording.RefuseHost(NotCaptured);
        var from = Contiguous();
        var to = Empty(Shape, DType, device);
        using var use = new MemoryUse([from]);
        if (!device.HoldsNumbers || Length == 0) return to;
        if (Device.IsHost) to.Storage.Write(0, from.Bytes);
        else if (device.IsHost) from.Storage.Read(from.Layout.Offset * DType.Size(), to.Storage.Span);
        else
        {
            var bytes = GC.AllocateUninitializedArray<byte>(checked((int)(Length * DType.Size())));
            from.Storage.Read(from.Layout.Offset * DType.Size(), bytes);
            to.Storage.Write(0, bytes);
        }
        return to;
    }

    /// <summary>The same elements where the processor reads them: this tensor itself when it can, else a copy. No history.</summary>
    /// <exception cref="InvalidOperationException">This tensor's device holds no numbers, or a step is being captured.</exception>
    public Tensor ToHost() => Device.IsHost ? this : To(Device.Cpu);

    /// <summary>Writes the elements of another tensor of the same shape and dtype into this one. The two must not overlap.</summary>
    public void CopyFrom(Tensor source)
    {
        if (!source.Shape.Equals(Shape) || source.DType != DType)
            throw new ShapeException(
                "CopyFrom", $"shapes and dtypes must agree. to: {Description}, from: {source.Description}.", Shape, source.Shape);
        StridedCopy.Run(source, this);
        CountWriting();
    }

    /// <summary>Dtype and shape, as <c>float32[8, 197, 768]</c>: what messages say of a tensor.</summary>
    public string Description => $"{DType.ToString().ToLowerInvariant()}{Shape}";

    /// <summary><see cref="Description"/> and the values, six digits each; of a long axis only the two ends. Never throws.</summary>
    /// <example><code>
    /// Console.WriteLine(Tensor.Of(new[,] { { 1, 2.5f, 3 }, { -10, 0, 0.1f } }));
    /// // float32[2, 3]
    /// // [[  1, 2.5,   3],
    /// //  [-10,   0, 0.1]]
    /// </code></example>
    public override string ToString() => TensorText.Of(this);
}
