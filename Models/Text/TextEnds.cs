namespace Gexia.Models.Clip;

/// <summary>Finds where texts end in rows of token ids.</summary>
/// <remarks>
/// Two rules are in use. OpenAI's models take the largest id of a row: there the end token is the last of the vocabulary, and padding has
/// id 0, which is also a real token. Where a vocabulary was extended, the added tokens have larger ids, and a text ends at the first place
/// of the stated end token, whatever follows it. (Hugging Face's library does both, the first where a configuration states the historic
/// id 2.) A row without that token has no end; their library then pools at the first token, which says nothing about the text, so such
/// rows are refused here.
/// </remarks>
internal static class TextEnds
{
    /// <summary>The place of each row's end token; −1 for a window that holds nothing.</summary>
    /// <param name="ids">Row-major [texts·perText, length].</param>
    /// <param name="length">Columns.</param>
    /// <param name="perText">Windows of a text; all but the first may hold nothing.</param>
    /// <param name="endOfText">The end token, or null for the largest id.</param>
    /// <param name="ends">Receives them.</param>
    /// <exception cref="GexiaException">A row that holds something does not hold the end token.</exception>
    public static void Find(ReadOnlySpan<int> ids, int length, int perText, int? endOfText, Span<int> ends)
    {
        for (var row = 0; row < ends.Length; row++)
        {
            var text = ids.Slice(row * length, length);
            ends[row] = row % perText != 0 && !text.ContainsAnyExcept(0) ? -1 : PlaceIn(text, endOfText);
            if (ends[row] < 0 && (row % perText == 0 || text.ContainsAnyExcept(0)))
                throw new GexiaException(
                    $"TextIds: row {row} of the ids does not hold the end token {endOfText}, at which texts are pooled. "
                    + $"Where a text is cut, its last id must be the end token.");
        }
    }

    /// <summary>One more than the last place at which a row ends.</summary>
    public static int Longest(ReadOnlySpan<int> ids, int length, int? endOfText)
    {
        var longest = 0;
        for (var start = 0; start + length <= ids.Length; start += length)
            longest = Math.Max(longest, PlaceIn(ids.Slice(start, length), endOfText) + 1);
        return longest;
    }

    // −1 where there is no end token; the first of equal ids.
    private static int PlaceIn(ReadOnlySpan<int> row, int? endOfText)
    {
        if (endOfText is { } end) return row.IndexOf(end);
        var largest = 0;
        for (var i = 1; i < row.Length; i++) if (row[i] > row[largest]) largest = i;
        return largest;
    }
}
