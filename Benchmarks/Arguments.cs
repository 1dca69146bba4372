using System.Globalization;

namespace Gexia.Benchmarks;

/// <summary>The words behind a verb: options are taken out by name, and what is left names works.</summary>
internal sealed class Arguments(IEnumerable<string> words)
{
    private readonly List<string> left = [.. words];

    /// <summary>What no option has taken.</summary>
    /// <exception cref="ArgumentException">One of them looks like an option.</exception>
    public IReadOnlyList<string> Rest =>
        left.Find(word => word.StartsWith('-')) is { } unknown ? throw new ArgumentException($"{unknown} is no option here.") : left;

    public bool Flag(string name) => left.Remove(name);

    public string Text(string name, string fallback)
    {
        var place = left.IndexOf(name);
        if (place < 0) return fallback;
        if (place + 1 == left.Count) throw new ArgumentException($"{name} needs a value.");
        var value = left[place + 1];
        left.RemoveRange(place, 2);
        return value;
    }

    public int Number(string name, int fallback) =>
        int.TryParse(Text(name, $"{fallback}"), CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new ArgumentException($"{name} needs a positive number.");
}
