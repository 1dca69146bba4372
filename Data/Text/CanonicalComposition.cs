using System.Text;
using Gexia.Data.Text.Tables;

namespace Gexia.Data.Text;

/// <summary>Unicode normalisation form C (UAX #15): canonical decomposition, canonical order, canonical composition.</summary>
/// <remarks>Own tables, Unicode 14.0: <see cref="string.Normalize()"/> returns its input unchanged in invariant mode.</remarks>
internal static class CanonicalComposition
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28, Syllables = Leads * Vowels * Tails;

    private static readonly Lazy<Rules> Loaded = new(Rules.Load);

    /// <summary>The text in form C. Lone surrogates must have been replaced before.</summary>
    public static string Compose(string text)
    {
        // Nothing below U+0300 is a combining mark or decomposes into what would not compose again.
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', '\u02FF') < 0) return text;

        var rules = Loaded.Value;
        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes()) Decompose(rules, rune.Value, points);
        Order(rules, points);
        Join(rules, points);

        var composed = new StringBuilder(text.Length);
        foreach (var point in points) composed.Append(new Rune(point));
        return composed.ToString();
    }

    private static void Decompose(Rules rules, int point, List<int> into)
    {
        var syllable = point - HangulBase;
        if (syllable is >= 0 and < Syllables)
        {
            into.Add(LeadBase + syllable / (Vowels * Tails));
            into.Add(VowelBase + syllable / Tails % Vowels);
            if (syllable % Tails != 0) into.Add(TailBase + syllable % Tails);
        }
        else if (rules.Decompositions.TryGetValue(point, out var parts))
        {
            foreach (var part in parts) Decompose(rules, part, into);
        }
        else
        {
            into.Add(point);
        }
    }

    /// <summary>Sorts each run of combining marks by class, keeping the order within a class.</summary>
    private static void Order(Rules rules, List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            var end = start;
            while (end < points.Count && rules.Class(points[end]) != 0) end++;
            if (end - start > 1)
            {
                var sorted = points[start..end].OrderBy(rules.Class).ToArray();      // OrderBy is stable
                for (var i = 0; i < sorted.Length; i++) points[start + i] = sorted[i];
            }
            start = end;
        }
    }

    /// <summary>Joins each starter with the marks after it that no mark of the same or a higher class blocks.</summary>
    private static void Join(Rules rules, List<int> points)
    {
        int starter = -1, count = 0, lastClass = 0;
        foreach (var point in points.ToArray())
        {
            var pointClass = rules.Class(point);
            if (starter >= 0)
            {
                var blocked = count - 1 != starter && lastClass >= pointClass;
                if (!blocked && rules.Compose(points[starter], point) is { } composed)
                {
                    points[starter] = composed;
                    continue;
                }
            }
            if (pointClass == 0) starter = count;
            lastClass = pointClass;
            points[count++] = point;
        }
        points.RemoveRange(count, points.Count - count);
    }

    private sealed class Rules
    {
        private readonly Dictionary<(int, int), int> compositions = [];
        private readonly Dictionary<int, int> classes = [];

        public Dictionary<int, int[]> Decompositions { get; } = [];

        public int Class(int point) => classes.GetValueOrDefault(point);

        public int? Compose(int first, int second)
        {
            int lead = first - LeadBase, vowel = second - VowelBase;
            if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels) return HangulBase + (lead * Vowels + vowel) * Tails;

            int syllable = first - HangulBase, tail = second - TailBase;
            if (syllable is >= 0 and < Syllables && syllable % Tails == 0 && tail is > 0 and < Tails) return first + tail;

            return compositions.TryGetValue((first, second), out var composed) ? composed : null;
        }

        public static Rules Load()
        {
            var rules = new Rules();
            foreach (var row in Table.Rows("canonical.txt"))
            {
                var first = Table.CodePoint(row[0]);
                if (row[2] == "@")
                {
                    for (var point = first; point <= Table.CodePoint(row[1]); point++)
                        rules.classes[point] = int.Parse(row[3], System.Globalization.CultureInfo.InvariantCulture);
                    continue;
                }
                int[] parts = [.. row[2..].Select(Table.CodePoint)];
                rules.Decompositions[first] = parts;
                if (row[1] == "=") rules.compositions[(parts[0], parts[1])] = first;
            }
            return rules;
        }
    }
}
