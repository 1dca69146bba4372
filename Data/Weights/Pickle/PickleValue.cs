namespace Gexia.Data.Weights.Pickle;

/// <summary>What a pickle may hold. Every kind is inert: making one runs nothing but its constructor here.</summary>
internal abstract record PickleValue;

/// <summary>A whole number, truth value, real number or text.</summary>
internal sealed record PickleScalar(object Value) : PickleValue;

/// <summary>None.</summary>
internal sealed record PickleNone : PickleValue
{
    public static PickleNone Instance { get; } = new();
}

/// <summary>A class or function by name. It is only ever compared with the names that the reader knows.</summary>
internal sealed record PickleGlobal(string Module, string Name) : PickleValue
{
    /// <summary>A class of a TorchScript archive.</summary>
    public bool IsScriptClass => Module == "__torch__" || Module.StartsWith("__torch__.", StringComparison.Ordinal);
}

/// <summary>A list or a tuple. Compared by identity, because hostile ones contain themselves.</summary>
internal sealed record PickleSequence(List<PickleValue> Items, bool IsTuple) : PickleValue
{
    public bool Equals(PickleSequence? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => 0;
}

/// <summary>A dictionary, an OrderedDict, or the attributes of an object; in the order they came.</summary>
internal sealed record PickleMap(bool IsObject) : PickleValue
{
    public List<KeyValuePair<string, PickleValue>> Items { get; } = [];

    public bool Equals(PickleMap? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => 0;
}

/// <summary>A storage: elements of one dtype in one member of the archive.</summary>
/// <param name="Key">Name of the member below <c>data/</c>.</param>
/// <param name="Type">Name of the storage class, such as <c>HalfStorage</c>.</param>
/// <param name="Length">Elements.</param>
internal sealed record PickleStorage(string Key, string Type, long Length) : PickleValue;

/// <summary>A view of a storage.</summary>
/// <param name="Storage">Where the elements are.</param>
/// <param name="Offset">First element.</param>
/// <param name="Shape">Extents.</param>
/// <param name="Strides">Elements from one index to the next, per axis.</param>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Shape, long[] Strides) : PickleValue
{
    /// <summary>Number of elements.</summary>
    public long Elements { get; } = Shape.Aggregate(1L, static (product, extent) => product * extent);

    /// <summary>Elements of the storage from the first to the last that is used; 0 for an empty tensor.</summary>
    public long Span { get; } = Shape.Contains(0) ? 0 : 1 + Shape.Zip(Strides, static (extent, stride) => (extent - 1) * stride).Sum();

    /// <summary>Whether its elements follow one another in the storage.</summary>
    public bool IsRowMajor
    {
        get
        {
            long expected = 1;
            for (var axis = Shape.Length - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && Strides[axis] != expected) return false;
                expected *= Shape[axis];
            }
            return true;
        }
    }
}
