namespace Gexia.Testing;

/// <summary>A tensor with at least one axis, for operations on the last one.</summary>
public sealed record RowTensor(Tensor Value) : TensorArgument(Value);

/// <summary>A tensor of elements of at least 0.3.</summary>
public sealed record PositiveTensor(Tensor Value) : TensorArgument(Value);

/// <summary>A tensor of elements at least 0.4 from zero: for divisors, and for functions with a kink at 0.</summary>
public sealed record NonZeroTensor(Tensor Value) : TensorArgument(Value);

/// <summary>A tensor with at least one axis, no two elements of which are nearly equal: for maxima and normalisation.</summary>
public sealed record DistinctTensor(Tensor Value) : TensorArgument(Value);

/// <summary>Two tensors whose shapes broadcast with each other.</summary>
public sealed record BroadcastPair(Tensor A, Tensor B)
{
    /// <inheritdoc/>
    public override string ToString() => $"A = {A}\nB = {B}";
}

/// <summary>Two matrices whose product exists: [n, k] and [k, m].</summary>
public sealed record ProductPair(Tensor A, Tensor B)
{
    /// <inheritdoc/>
    public override string ToString() => $"A = {A}\nB = {B}";
}

/// <summary>A tensor as a parameter of a property, whose type says what it is like.</summary>
public abstract record TensorArgument(Tensor Value)
{
    /// <summary>The tensor.</summary>
    public static implicit operator Tensor(TensorArgument argument) => argument.Value;

    /// <summary>As the tensor prints itself.</summary>
    public sealed override string ToString() => Value.ToString();
}
