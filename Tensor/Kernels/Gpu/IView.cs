namespace Gexia.Gpu;

/// <summary>Memory that a GPU body indexes: an operand from its tensor's first element on, or the shared memory of a group.</summary>
/// <typeparam name="T">Its elements.</typeparam>
public interface IView<T> where T : unmanaged
{
    /// <summary>An element; nothing but a checking executor looks whether it is inside.</summary>
    /// <param name="i">0..<see cref="Length"/> − 1.</param>
    ref T this[int i] { get; }

    /// <summary>Number of elements; 0 for an operand that is not there.</summary>
    int Length { get; }

    /// <summary>The memory as elements of another type: that of the operand's dtype, where it is not <typeparamref name="T"/>.</summary>
    /// <param name="i">Counts elements of that type.</param>
    ref TElement At<TElement>(int i) where TElement : unmanaged;
}
