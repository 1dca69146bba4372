namespace Gexia.Data.Text;

/// <summary>Fits token ids into the fixed context of a text tower.</summary>
public static class ContextWindow
{
    /// <summary>The id that fills a sequence after its end token. It may also be a real token's: mask by the end token's place, never by this id.</summary>
    public const int Padding = 0;

    /// <summary>Start token, the tokens of <paramref name="text"/>, end token, then <see cref="Padding"/>; too many tokens are cut and the end token put last.</summary>
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
            throw new ArgumentOutOfRangeException(nameof(contextLength), $"EncodeForModel: the context must hold a start and an end token, so at least 2 ids; got {contextLength}.");

        var tokens = tokenizer.Encode(text);
        var kept = Math.Min(tokens.Length, contextLength - 2);
        truncated = kept < tokens.Length;

        var ids = new int[contextLength];
        ids[0] = tokenizer.StartOfText;
        tokens.AsSpan(0, kept).CopyTo(ids.AsSpan(1));
        ids[kept + 1] = tokenizer.EndOfText;
        ids.AsSpan(kept + 2).Fill(Padding);
        return ids;
    }
}
