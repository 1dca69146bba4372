using System.Text;

namespace Gexia.Data.Text;

/// <summary>How much of a text's words another one shares: ROUGE-1, ROUGE-2 and ROUGE-L (Lin, "ROUGE", ACL workshop 2004).</summary>
/// <remarks>
/// Words are runs of a–z and 0–9 of the text in small letters, without stemming. With precision P the shared part by the candidate's, and
/// recall R by the reference's, each figure is F₁ = 2PR/(P + R) = 2·shared/(candidate's + reference's). What is shared are n-grams, each
/// as often as in the text that has it less often, or for ROUGE-L the words of the longest common subsequence.
/// </remarks>
internal static class Rouge
{
    /// <summary>ROUGE-n, 0 to 1; 0 where neither text has an n-gram.</summary>
    /// <param name="candidate">What is judged.</param>
    /// <param name="reference">What it is held against.</param>
    /// <param name="n">Words of an n-gram, at least 1.</param>
    public static double N(string candidate, string reference, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        var (own, other) = (Grams(Words(candidate), n), Grams(Words(reference), n));
        return F1(own.Sum(gram => Math.Min(gram.Value, other.GetValueOrDefault(gram.Key))), own.Values.Sum(), other.Values.Sum());
    }

    /// <summary>ROUGE-L, 0 to 1; 0 where both texts are without words.</summary>
    /// <param name="candidate">What is judged.</param>
    /// <param name="reference">What it is held against.</param>
    public static double L(string candidate, string reference)
    {
        var (own, other) = (Words(candidate), Words(reference));
        return F1(LongestCommon(own, other), own.Count, other.Count);
    }

    /// <summary>The words of a text.</summary>
    internal static IReadOnlyList<string> Words(string text)
    {
        List<string> words = [];
        var word = new StringBuilder();
        foreach (var letter in text)
        {
            if (char.IsAsciiLetterOrDigit(letter)) word.Append(char.ToLowerInvariant(letter));
            else Take();
        }
        Take();
        return words;

        void Take()
        {
            if (word.Length == 0) return;
            words.Add(word.ToString());
            word.Clear();
        }
    }

    private static double F1(int shared, int own, int other) => own + other == 0 ? 0 : 2.0 * shared / (own + other);

    private static Dictionary<string, int> Grams(IReadOnlyList<string> words, int n)
    {
        var grams = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var first = 0; first + n <= words.Count; first++)
        {
            var gram = string.Join(' ', words.Skip(first).Take(n));
            grams[gram] = grams.GetValueOrDefault(gram) + 1;
        }
        return grams;
    }

    // Lengths for all beginnings of one text, a row for each word of the other.
    private static int LongestCommon(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        var lengths = new int[b.Count + 1];
        foreach (var word in a)
        {
            var diagonal = 0;
            for (var j = 1; j <= b.Count; j++)
            {
                var above = lengths[j];
                lengths[j] = word == b[j - 1] ? diagonal + 1 : Math.Max(above, lengths[j - 1]);
                diagonal = above;
            }
        }
        return lengths[^1];
    }
}
