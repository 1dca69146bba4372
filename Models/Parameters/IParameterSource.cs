namespace Gexia.Models;

/// <summary>
/// Stored values by name. Names and shapes are known before anything is read, so that a model that does not fit costs nothing.
/// </summary>
public interface IParameterSource
{
    /// <summary>All names.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>Extents of a value, outermost first; null when there is none of that name.</summary>
    IReadOnlyList<long>? ShapeOf(string name);

    /// <summary>Reads a value that is there.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="type">The dtype wanted.</param>
    /// <returns>A contiguous tensor whose memory nobody else holds.</returns>
    Tensor Read(string name, DType type);
}

/// <summary>Tensors in memory; they are copied, since training changes parameters in place.</summary>
internal sealed class TensorsAsSource(IReadOnlyDictionary<string, Tensor> values) : IParameterSource
{
    public IEnumerable<string> Names => values.Keys;

    public IReadOnlyList<long>? ShapeOf(string name) =>
        values.TryGetValue(name, out var value) ? [.. value.Shape.Select(extent => (long)extent)] : null;

    public Tensor Read(string name, DType type) => values[name].To(type).Copy();
}
