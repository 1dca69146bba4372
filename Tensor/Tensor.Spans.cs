using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Gexia.Cpu;

namespace Gexia;

// The framework's own views of n-dimensional memory, System.Numerics.Tensors.
public sealed partial class Tensor
{
    /// <summary>
    /// The elements as System.Numerics.Tensors sees them, for reading and writing in place; nothing is copied, of strided views neither.
    /// Counts as a writing: read with <see cref="AsReadOnlyTensorSpan"/>.
    /// </summary>
    /// <remarks>
    /// Axes are the tensor's; a scalar has one axis of extent 1. The span keeps its memory, and what is written through it is noticed when
    /// it is taken, both as <see cref="AsSpan"/> says.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// Several indices of the view lie at one place (it is broadcast), so that writing one element would write others; or the tensor is the
    /// result of a captured step, T is not its dtype, or a step is being captured.
    /// </exception>
    /// <exception cref="ObjectDisposedException">Its scope has ended.</exception>
    public TensorSpan<T> AsTensorSpan<T>() where T : unmanaged
    {
        Require<T>();
        if (Length > 0 && Layout.MayOverlap)
        {
            throw new InvalidOperationException(
                $"Tensor: AsTensorSpan needs a place of its own for each element; {this} repeats some. Copy() it first.");
        }
        var shape = new SpanShape(Layout);
        var span = new TensorSpan<T>(HandOutReach<T>(), shape.Lengths, shape.Strides);
        CountWriting();
        return span;
    }

    /// <summary>As <see cref="AsTensorSpan"/>, for reading only; broadcast views, too.</summary>
    /// <exception cref="InvalidOperationException">The tensor is the result of a captured step, T is not its dtype, or a step is
    /// being captured.</exception>
    /// <exception cref="ObjectDisposedException">Its scope has ended.</exception>
    public ReadOnlyTensorSpan<T> AsReadOnlyTensorSpan<T>() where T : unmanaged
    {
        Require<T>();
        var shape = new SpanShape(Layout);
        return new(HandOutReach<T>(), shape.Lengths, shape.Strides);
    }

    /// <summary>
    /// Copies the elements of a span of System.Numerics.Tensors, of any strides. They are not shared: a span does not say
    /// how long its memory lives.
    /// </summary>
    /// <typeparam name="T">float, double, int, long, bool, Half or <see cref="BFloat16"/>.</typeparam>
    /// <param name="values">Its lengths become the shape.</param>
    /// <exception cref="ShapeException">An axis is longer than an int can say.</exception>
    /// <exception cref="NotSupportedException">No dtype stores T.</exception>
    public static Tensor Of<T>(scoped in ReadOnlyTensorSpan<T> values) where T : unmanaged
    {
        var type = DTypeFacts.Of<T>();
        var axes = new int[values.Rank];
        for (var axis = 0; axis < axes.Length; axis++)
        {
            axes[axis] = values.Lengths[axis] <= int.MaxValue ? (int)values.Lengths[axis]
                : throw new ShapeException(
                    "Tensor.Of", $"axis {axis} of the span has {values.Lengths[axis]:N0} elements; at most {int.MaxValue:N0} fit.");
        }
        var tensor = Recording.Current is null ? Empty(axes, type) : Lasting(axes, type);
        if (!tensor.Device.HoldsNumbers) return tensor;
        if (tensor.Device.IsHost) values.FlattenTo(MemoryMarshal.Cast<byte, T>(tensor.Storage.Span));
        else
        {
            var flat = new T[checked((int)tensor.Length)];
            values.FlattenTo(flat);
            tensor.Storage.Write(0, MemoryMarshal.AsBytes(flat.AsSpan()));
        }
        return tensor;
    }

    // From the first element to the last that the layout reaches.
    private Span<T> HandOutReach<T>() where T : unmanaged
    {
        Recording.RefuseHost(NotCaptured);
        return MemoryMarshal.Cast<byte, T>(Storage.HandOut())
            .Slice(checked((int)Layout.Offset), Length == 0 ? 0 : checked((int)Layout.Reach));
    }

    /// <summary>
    /// A layout in System.Numerics.Tensors' terms: no span is without axes, and an axis of one element has step 0, as no axes
    /// of an empty span have steps.
    /// </summary>
    private readonly ref struct SpanShape
    {
        public readonly ReadOnlySpan<nint> Lengths, Strides;

        public SpanShape(Layout layout)
        {
            var (rank, isEmpty) = (layout.Shape.Rank, layout.Shape.Length == 0);
            var (lengths, strides) = (new nint[Math.Max(1, rank)], new nint[Math.Max(1, rank)]);
            lengths[0] = 1;
            for (var axis = 0; axis < rank; axis++)
            {
                lengths[axis] = layout.Shape[axis];
                strides[axis] = layout.Shape[axis] == 1 || isEmpty ? 0 : (nint)layout.Strides[axis];
            }
            Lengths = lengths;
            Strides = isEmpty ? [] : strides;
        }
    }
}
