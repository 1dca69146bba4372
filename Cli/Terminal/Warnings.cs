namespace Gexia.Cli;

/// <summary>Counts warnings, so that a thousand of a kind are two lines.</summary>
internal sealed class Warnings
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (string First, int Count)> counts = new(StringComparer.Ordinal);

    /// <summary>Counts a warning.</summary>
    /// <returns>Whether it is the first of its kind.</returns>
    public bool Count(string line, string? kind)
    {
        lock (gate)
        {
            var (first, count) = counts.GetValueOrDefault(kind ?? line, (line, 0));
            counts[kind ?? line] = (first, count + 1);
            return count == 0;
        }
    }

    /// <summary>A line for each kind that came more than once, in the order of the first ones; the counting begins anew.</summary>
    public IReadOnlyList<string> Repeated()
    {
        lock (gate)
        {
            string[] lines =
            [
                .. counts.Values.Where(kind => kind.Count > 1)
                    .Select(kind => $"{(kind.Count == 2 ? "once more" : $"{kind.Count - 1} times more")}: {kind.First}")
            ];
            counts.Clear();
            return lines;
        }
    }
}
