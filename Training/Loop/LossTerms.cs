using System.Text.Json;

namespace Gexia.Training;

/// <summary>The terms of a step's loss, as means over the step's batches.</summary>
internal sealed class LossTerms
{
    private readonly List<(string Name, double Value)> sums = [];

    /// <summary>Forgets them.</summary>
    public void Clear() => sums.Clear();

    /// <summary>sum += weight · term, by name.</summary>
    public void Add(IReadOnlyList<Figure> terms, double weight)
    {
        for (var i = 0; i < terms.Count; i++) Add(terms[i].Name, terms[i].Value, weight);
    }

    /// <summary>sum += weight · term, of the term's name.</summary>
    public void Add(string name, double term, double weight)
    {
        var at = sums.FindIndex(sum => sum.Name == name);
        if (at < 0) sums.Add((name, weight * term));
        else sums[at] = (name, sums[at].Value + (weight * term));
    }

    /// <summary>As <c>"terms":{…}</c>; nothing where the loss has a single term.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        if (sums.Count == 0) return;
        json.WriteStartObject("terms");
        foreach (var (name, value) in sums)
        {
            if (double.IsFinite(value)) json.WriteNumber(name, value);
            else json.WriteNull(name);
        }
        json.WriteEndObject();
    }
}
