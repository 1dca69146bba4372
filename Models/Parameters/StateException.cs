namespace Gexia.Models;

/// <summary>Stored weights that do not fit a model: all problems at once.</summary>
public sealed class StateException : GexiaException
{
    internal StateException(IReadOnlyList<string> missing, IReadOnlyList<string> unexpected, IReadOnlyList<string> misshaped)
        : base(Describe(missing, unexpected, misshaped))
    {
        Missing = missing;
        Unexpected = unexpected;
        Misshaped = misshaped;
    }

    /// <summary>Names the model needs and the file lacks.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Names the file holds and the model does not know.</summary>
    public IReadOnlyList<string> Unexpected { get; }

    /// <summary>Names with both shapes.</summary>
    public IReadOnlyList<string> Misshaped { get; }

    private static string Describe(IReadOnlyList<string> missing, IReadOnlyList<string> unexpected, IReadOnlyList<string> misshaped)
    {
        var parts = new List<string>
        {
            $"State: {missing.Count} names missing, {unexpected.Count} unexpected, {misshaped.Count} of another shape."
        };
        // Distances take time by the product of the lengths; a hostile file may hold very many and very long names.
        List<string> candidates = [.. unexpected.Where(name => name.Length <= 200).Take(2_000)];
        foreach (var name in missing.Take(8))
            parts.Add(
                unexpected.Count > 0 ? $"missing {name} (nearest stored: {Shorten(Nearest.To(name, candidates))})" : $"missing {name}");
        if (missing.Count > 8) parts.Add($"and {missing.Count - 8} more missing");
        parts.AddRange(unexpected.Take(8).Select(name => $"unexpected {Shorten(name)}"));
        if (unexpected.Count > 8) parts.Add($"and {unexpected.Count - 8} more unexpected");
        parts.AddRange(misshaped.Take(8));
        return string.Join(" ", parts.Take(1)) + (parts.Count > 1 ? " " + string.Join("; ", parts.Skip(1)) + "." : "");
    }

    private static string Shorten(string name) => name.Length <= 120 ? name : $"{name[..117]}...";
}
