using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Gexia.Models;

/// <summary>The parameters of a model, in the order its constructor asked for them.</summary>
public sealed class ParameterSet : IReadOnlyList<Parameter>
{
    private readonly List<Parameter> items = [];
    private readonly Dictionary<string, Parameter> byName = new(StringComparer.Ordinal);

    /// <summary>Number of parameters (tensors).</summary>
    public int Count => items.Count;

    /// <summary>Number of scalars.</summary>
    public long Length => items.Sum(parameter => parameter.Value.Length);

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

    internal void Add(Parameter parameter)
    {
        if (!byName.TryAdd(parameter.Name, parameter)) throw new InvalidOperationException($"ParameterSet: '{parameter.Name}' is asked for twice.");
        items.Add(parameter);
    }
}
