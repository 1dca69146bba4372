using System.Globalization;
using System.Text;
using Gexia.Data.Text.Tables;

namespace Gexia.Data.Text;

/// <summary>
/// Full lower-casing as Python's <c>str.lower</c> does it: U+0130 gives two code points, a capital sigma knows its place.
/// </summary>
/// <remarks>Own tables, Unicode 14.0: in invariant mode the framework leaves U+0130 alone and has no final sigma.</remarks>
internal static class LowerCase
{
    private const int CapitalSigma = 0x3A3, Sigma = 0x3C3, FinalSigma = 0x3C2;

    private static readonly Lazy<Rules> Loaded = new(Rules.Load);

    /// <summary>The text in lower case. Lone surrogates must have been replaced before.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text)) return text.ToLowerInvariant();

        var rules = Loaded.Value;
        var lower = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var rune = Rune.GetRuneAt(text, i);
            if (rune.Value == CapitalSigma) lower.Append((char)(IsFinal(rules, text, i) ? FinalSigma : Sigma));
            else if (rules.Special.TryGetValue(rune.Value, out var special)) lower.Append(special);
            else lower.Append(new Rune(rules.Simple(rune.Value)));
            i += rune.Utf16SequenceLength;
        }
        return lower.ToString();
    }

    /// <summary>A sigma is final after a cased letter and not before one, looking past case-ignorable signs (Unicode §3.13).</summary>
    private static bool IsFinal(Rules rules, string text, int at)
    {
        var before = at;
        while (before > 0)
        {
            Rune.DecodeLastFromUtf16(text.AsSpan(0, before), out var rune, out var length);
            if (!rules.Ignorable.Contains(rune.Value))
            {
                if (!rules.Cased.Contains(rune.Value)) return false;
                break;
            }
            before -= length;
        }
        if (before == 0) return false;

        for (var after = at + 1; after < text.Length;)
        {
            var rune = Rune.GetRuneAt(text, after);
            if (!rules.Ignorable.Contains(rune.Value)) return !rules.Cased.Contains(rune.Value);
            after += rune.Utf16SequenceLength;
        }
        return true;
    }

    private sealed class Rules
    {
        private readonly List<(int First, int Last, int Step, int Delta)> runs = [];
        private int[] starts = [];

        public Dictionary<int, string> Special { get; } = [];
        public required CodePointSet Cased { get; init; }
        public required CodePointSet Ignorable { get; init; }

        public int Simple(int point)
        {
            var at = Array.BinarySearch(starts, point);
            if (at < 0) at = ~at - 1;
            if (at < 0) return point;
            var (first, last, step, delta) = runs[at];
            return point <= last && (point - first) % step == 0 ? point + delta : point;
        }

        public static Rules Load()
        {
            var rows = Table.Rows("lower.txt").ToList();
            var rules = new Rules { Cased = Set("cased"), Ignorable = Set("ignorable") };
            foreach (var row in rows)
            {
                if (row[1] == "=") rules.Special[Table.CodePoint(row[0])] = Table.Text(row.AsSpan(2));
                else if (row.Length == 4)
                    rules.runs.Add((Table.CodePoint(row[0]), Table.CodePoint(row[1]), Number(row[2]), Number(row[3])));
            }
            rules.starts = [.. rules.runs.Select(run => run.First)];
            return rules;

            CodePointSet Set(string property) => new(
                [.. rows.Where(row => row[^1] == property).Select(row => (Table.CodePoint(row[0]), Table.CodePoint(row[1])))]);
            static int Number(string field) => int.Parse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }
    }
}
