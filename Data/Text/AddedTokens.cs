using System.Buffers;

namespace Gexia.Data.Text;

/// <summary>
/// Tokens that were added to a finished vocabulary, such as <c>&lt;my-style&gt;</c>: they are found in a text whole, before BPE sees it.
/// </summary>
/// <remarks>
/// A token is found as it is spelt in the raw text, and as cleaning leaves it in the clean one; of several at one place the longest counts.
/// Their ids lie above the end token's, so that only models that state their end token pool texts with them rightly.
/// </remarks>
internal sealed class AddedTokens
{
    private readonly Spellings raw, clean;

    /// <param name="tokens">By id.</param>
    public AddedTokens(IReadOnlyDictionary<int, string> tokens)
    {
        Tokens = tokens;
        raw = new(tokens.Select(token => (token.Value, token.Key)));
        clean = new(tokens.Select(token => (TextCleaning.Clean(token.Value), token.Key)));
    }

    /// <summary>None.</summary>
    public static AddedTokens None { get; } = new(new Dictionary<int, string>());

    /// <summary>The spelling of each id.</summary>
    public IReadOnlyDictionary<int, string> Tokens { get; }

    /// <summary>A text from left to right: clean stretches without added tokens (id −1), and added tokens (no text).</summary>
    public IEnumerable<(string Clean, int Id)> Split(string text)
    {
        foreach (var (stretch, id) in raw.Split(text))
        {
            if (id >= 0) yield return ("", id);
            else foreach (var part in clean.Split(TextCleaning.Clean(stretch))) yield return part;
        }
    }

    /// <summary>Finds spellings in a text, leftmost first, of those the longest.</summary>
    private sealed class Spellings
    {
        private readonly (string Text, int Id)[] longestFirst;
        private readonly SearchValues<string> any;

        public Spellings(IEnumerable<(string Text, int Id)> tokens)
        {
            longestFirst =
                [.. tokens.Where(token => token.Text.Length > 0).OrderByDescending(token => token.Text.Length).ThenBy(token => token.Id)];
            any = SearchValues.Create([.. longestFirst.Select(token => token.Text)], StringComparison.Ordinal);
        }

        public IEnumerable<(string Text, int Id)> Split(string text)
        {
            var from = 0;
            for (int at; longestFirst.Length > 0 && from < text.Length && (at = text.AsSpan(from).IndexOfAny(any)) >= 0;)
            {
                if (at > 0) yield return (text[from..(from + at)], -1);
                var (found, id) = Array.Find(
                    longestFirst, token => string.CompareOrdinal(text, from + at, token.Text, 0, token.Text.Length) == 0);
                yield return ("", id);
                from += at + found.Length;
            }
            if (from < text.Length) yield return (text[from..], -1);
        }
    }
}
