namespace Gexia.Data.Text;

/// <summary>Fits token ids into the fixed context of a text tower.</summary>
public static class ContextWindow
{
    /// <summary>
    /// The id that fills a sequence after its end token. It may also be a real token's: mask by the end token's place, never by this id.
    /// </summary>
    public const int Padding = 0;

    /// <summary>
    /// Start token, the tokens of <paramref name="text"/>, end token, then <see cref="Padding"/>; too many tokens are cut
    /// and the end token put last.
    /// </summary>
    /// <param name="tokenizer">Its start and end ids frame the sequence.</param>
    /// <param name="text">One caption of any length.</param>
    /// <param name="contextLength">Length of the result; at least 2.</param>
    /// <param name="truncated">Whether tokens were lost.</param>
    /// <returns>[contextLength] ids.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="contextLength"/> leaves no room for start and end.</exception>
    public static int[] EncodeForModel(this ITokenizer tokenizer, string text, int contextLength, out bool truncated)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        if (contextLength < 2)
            throw new ArgumentOutOfRangeException(
                nameof(contextLength),
                $"EncodeForModel: the context must hold a start and an end token, so at least 2 ids; got {contextLength}.");

        var tokens = tokenizer.Encode(text);
        var kept = Math.Min(tokens.Length, contextLength - 2);
        truncated = kept < tokens.Length;
        var ids = new int[contextLength];
        Frame(tokenizer, tokens.AsSpan(0, kept), ids);
        return ids;
    }

    /// <summary>
    /// A long text as windows of one context each (our choice; GEXIA §3.2 cuts): a window takes as many tokens as fit, but ends at a
    /// sentence's end when there is one in its last third. Windows that are not needed hold <see cref="Padding"/> only.
    /// </summary>
    /// <param name="tokenizer">Its start and end ids frame each window.</param>
    /// <param name="text">One text of any length.</param>
    /// <param name="contextLength">Ids of a window; at least 3.</param>
    /// <param name="windows">Windows at most; what does not fit into them is cut.</param>
    /// <param name="truncated">Whether tokens were lost.</param>
    /// <returns>[windows, contextLength] ids, row-major.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A window has no room for a token, or there is no window.</exception>
    public static int[] EncodeWindows(this ITokenizer tokenizer, string text, int contextLength, int windows, out bool truncated)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(contextLength, 3);
        ArgumentOutOfRangeException.ThrowIfLessThan(windows, 1);
        var tokens = tokenizer.Encode(text);
        var ids = new int[checked(windows * contextLength)];
        var place = 0;
        for (var window = 0; window < windows && (window == 0 || place < tokens.Length); window++)
        {
            var room = contextLength - 2;
            var count = Math.Min(room, tokens.Length - place);
            if (place + count < tokens.Length)
                for (var end = count; end > room - (room / 3); end--)
                    if (EndsSentence(tokenizer, tokens[place + end - 1]))
                    {
                        count = end;
                        break;
                    }
            Frame(tokenizer, tokens.AsSpan(place, count), ids.AsSpan(window * contextLength, contextLength));
            place += count;
        }
        truncated = place < tokens.Length;
        return ids;
    }

    private static void Frame(ITokenizer tokenizer, ReadOnlySpan<int> tokens, Span<int> ids)
    {
        ids[0] = tokenizer.StartOfText;
        tokens.CopyTo(ids[1..]);
        ids[tokens.Length + 1] = tokenizer.EndOfText;
        ids[(tokens.Length + 2)..].Fill(Padding);
    }

    private static bool EndsSentence(ITokenizer tokenizer, int id) => tokenizer.Decode([id]).TrimEnd() is [.., '.' or '!' or '?'];
}
