namespace Gexia;

/// <summary>The closest known word to a mistyped one, for error messages.</summary>
public static class Nearest
{
    /// <summary>The candidate with the smallest edit distance (first of equals); empty when there are none.</summary>
    public static string To(string word, IEnumerable<string> candidates) => candidates.MinBy(candidate => Distance(word, candidate)) ?? "";

    /// <summary>
    /// The nearest candidate that may well be meant: one letter in four is wrong at most, or one of the two begins with the other;
    /// null when there is none.
    /// </summary>
    /// <param name="word">As it was typed; capital letters do not count.</param>
    /// <param name="candidates">Known words.</param>
    public static string? Similar(string word, IEnumerable<string> candidates)
    {
        var small = word.ToLowerInvariant();
        return candidates.Select(candidate => (Word: candidate, Distance: Distance(small, candidate.ToLowerInvariant())))
            .Where(candidate =>
                candidate.Distance <= Math.Max(1, Math.Max(small.Length, candidate.Word.Length) / 4)
                || IsBeginning(small, candidate.Word)
                || IsBeginning(candidate.Word, small))
                .OrderBy(candidate => candidate.Distance).Select(candidate => candidate.Word).FirstOrDefault();
    }

    // Of at least three letters, dashes apart.
    private static bool IsBeginning(string part, string whole) =>
        part.TrimStart('-').Length >= 3 && whole.StartsWith(part, StringComparison.OrdinalIgnoreCase);

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours that lead from one word to the other.</summary>
    private static int Distance(string a, string b)
    {
        // Rows i−2, i−1 and i of the table of all beginnings.
        int[] before = new int[b.Length + 1], last = [.. Enumerable.Range(0, b.Length + 1)], row = new int[b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), 1 + Math.Min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, last, row) = (last, row, before);
        }
        return last[b.Length];
    }
}
