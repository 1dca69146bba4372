using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Gexia.Models;

/// <summary>The parameters of a model, in the order its constructor asked for them; apart from them those that are packed.</summary>
public sealed class ParameterSet : IReadOnlyList<Parameter>
{
    private readonly List<Parameter> items = [];
    private readonly List<PackedParameter> packed = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Parameter> byName = new(StringComparer.Ordinal);

    /// <summary>Number of parameters (tensors), without packed ones.</summary>
    public int Count => items.Count;

    /// <summary>What was stored for inference only, in the order it was asked for; empty for a model that learns.</summary>
    public IReadOnlyList<PackedParameter> Packed => packed;

    /// <summary>Number of scalars, packed ones included.</summary>
    public long Length => items.Sum(parameter => parameter.Value.Length) + packed.Sum(weight => weight.Shape.Length);

    /// <summary>Memory of all values as they are stored, packed ones included, bytes.</summary>
    public long Bytes =>
        items.Sum(parameter => parameter.Value.Length * parameter.Value.DType.Size()) + packed.Sum(weight => weight.Value.Bytes);

    /// <summary>How linear maps are stored: the format of the packed weights, float32 where none is packed.</summary>
    public WeightFormat Format => packed.Count > 0 ? packed[0].Value.Format : WeightFormat.Float32;

    /// <inheritdoc/>
    public Parameter this[int index] => items[index];

    /// <summary>The parameter of that full name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Parameter this[string name] => byName.TryGetValue(name, out var parameter)
        ? parameter
        : throw new KeyNotFoundException($"ParameterSet: there is no '{name}'. Nearest: {Nearest.To(name, byName.Keys)}.");

    /// <summary>Whether there is a parameter of that name.</summary>
    public bool Contains(string name) => byName.ContainsKey(name);

    /// <summary>The parameter of that name when there is one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Parameter? parameter) => byName.TryGetValue(name, out parameter);

    /// <inheritdoc/>
    public IEnumerator<Parameter> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();

    /// <summary>The parameters of several sets, those of the first before those of the second and so on.</summary>
    /// <param name="sets">No name is in two of them.</param>
    internal static ParameterSet Of(params IReadOnlyList<ParameterSet> sets)
    {
        var all = new ParameterSet();
        foreach (var set in sets)
        {
            foreach (var parameter in set) all.Add(parameter);
            foreach (var weight in set.Packed) all.Add(weight);
        }
        return all;
    }

    /// <summary>The part whose names begin so, such as <c>visual.</c>, packed values included.</summary>
    public ParameterSet Below(string prefix)
    {
        var part = new ParameterSet();
        foreach (var parameter in items) if (parameter.Name.StartsWith(prefix, StringComparison.Ordinal)) part.Add(parameter);
        foreach (var weight in packed) if (weight.Name.StartsWith(prefix, StringComparison.Ordinal)) part.Add(weight);
        return part;
    }

    internal void Add(Parameter parameter)
    {
        RequireNew(parameter.Name);
        byName.Add(parameter.Name, parameter);
        items.Add(parameter);
    }

    internal void Add(PackedParameter weight)
    {
        RequireNew(weight.Name);
        packed.Add(weight);
    }

    private void RequireNew(string name)
    {
        if (!names.Add(name)) throw new InvalidOperationException($"ParameterSet: '{name}' is asked for twice.");
    }
}
