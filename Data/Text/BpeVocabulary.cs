namespace Gexia.Data.Text;

/// <summary>The symbols of a byte-level BPE, their ids, and the ranked merges between them.</summary>
internal sealed class BpeVocabulary
{
    /// <summary>Most symbols accepted from a file; CLIP has 49,408.</summary>
    public const int MostSymbols = 1_000_000;

    /// <summary>Longest symbol accepted from a file, in characters.</summary>
    public const int LongestSymbol = 1_024;

    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> merges = [];
    private readonly int[] inside = new int[256];
    private readonly int[] last = new int[256];

    /// <summary>A vocabulary in CLIP's order: 256 bytes, 256 bytes that end a word, one symbol per new merge, start, end.</summary>
    public static BpeVocabulary InOrder(IReadOnlyList<(string Left, string Right)> merges, string source)
    {
        var symbols = new List<string>();
        foreach (var value in ByteAlphabet.Order) symbols.Add(ByteAlphabet.Characters[value].ToString());
        foreach (var value in ByteAlphabet.Order) symbols.Add(ByteAlphabet.Characters[value] + ByteAlphabet.EndOfWord);
        symbols.AddRange(merges.Select(merge => merge.Left + merge.Right).Except(symbols, StringComparer.Ordinal));
        symbols.Add(PreTokenizer.StartOfText);
        symbols.Add(PreTokenizer.EndOfText);
        return new BpeVocabulary([.. symbols], merges, source, source);
    }

    /// <param name="symbols">The symbol of each id, all different.</param>
    /// <param name="merges">In order of rank, best first.</param>
    /// <param name="symbolsFrom">File of the symbols, for messages.</param>
    /// <param name="mergesFrom">File of the merges, for messages.</param>
    /// <param name="added">Symbols that were added above the end token; null for none.</param>
    /// <exception cref="GexiaException">A byte or a special token is missing, the end token is not the last id, a symbol is
    /// none of the byte alphabet, or a merge repeats or names an unknown symbol.</exception>
    public BpeVocabulary(
        string[] symbols, IReadOnlyList<(string Left, string Right)> merges, string symbolsFrom, string mergesFrom,
        AddedTokens? added = null)
    {
        Added = added ?? AddedTokens.None;
        Symbols = symbols;
        Merges = merges;
        var ids = new Dictionary<string, int>(symbols.Length, StringComparer.Ordinal);
        for (var id = 0; id < symbols.Length; id++) ids.Add(symbols[id], id);

        StartOfText = Need(PreTokenizer.StartOfText);
        EndOfText = Need(PreTokenizer.EndOfText);
        for (var id = symbols.Length - 1; id > EndOfText; id--)
            if (!Added.Tokens.ContainsKey(id))
                throw new GexiaException(
                    $"{symbolsFrom}: {PreTokenizer.EndOfText} must be the largest id but for added tokens, because models find the end of "
                    + $"a text by it; it is {EndOfText}, and '{symbols[id]}' has {id}.");
        for (var value = 0; value < 256; value++)
        {
            inside[value] = Need(ByteAlphabet.Characters[value].ToString());
            last[value] = Need(ByteAlphabet.Characters[value] + ByteAlphabet.EndOfWord);
        }
        Bytes = [.. symbols.Select((symbol, id) => IsSpecial(id) ? [] : BytesOf(symbol, symbolsFrom))];

        for (var rank = 0; rank < merges.Count; rank++)
        {
            var (left, right) = merges[rank];
            foreach (var symbol in (string[])[left, right, left + right])
                if (!ids.ContainsKey(symbol))
                    throw new GexiaException(
                        $"{mergesFrom}: merge {rank + 1} ('{left}' with '{right}') needs the symbol '{symbol}', "
                        + $"which {symbolsFrom} lacks.");
            if (!this.merges.TryAdd((ids[left], ids[right]), (rank, ids[left + right])))
                throw new GexiaException($"{mergesFrom}: merge {rank + 1} ('{left}' with '{right}') appears twice.");
        }

        int Need(string symbol) => ids.TryGetValue(symbol, out var id)
            ? id
            : throw new GexiaException($"{symbolsFrom}: the symbol '{symbol}' is missing, without which some texts have no ids.");
    }

    /// <summary>The symbol of each id.</summary>
    public string[] Symbols { get; }

    /// <summary>All merges in order of rank.</summary>
    public IReadOnlyList<(string Left, string Right)> Merges { get; }

    /// <summary>The bytes of each id, without its end-of-word mark; none for special tokens.</summary>
    public byte[][] Bytes { get; }

    /// <summary>Id of the start token.</summary>
    public int StartOfText { get; }

    /// <summary>Id of the end token, the largest but for added ones.</summary>
    public int EndOfText { get; }

    /// <summary>Tokens that are found whole.</summary>
    public AddedTokens Added { get; }

    /// <summary>Whether an id stands for a name instead of bytes.</summary>
    public bool IsSpecial(int id) => id == StartOfText || id == EndOfText || Added.Tokens.ContainsKey(id);

    /// <summary>The id of one byte before any merge.</summary>
    public int ByteId(byte value, bool endsWord) => endsWord ? last[value] : inside[value];

    /// <summary>Whether the symbol of <paramref name="id"/> ends a word.</summary>
    public bool EndsWord(int id) => IsSpecial(id) || Symbols[id].EndsWith(ByteAlphabet.EndOfWord, StringComparison.Ordinal);

    /// <summary>Whether two neighbours merge, how early, and into what.</summary>
    public bool TryMerge(int left, int right, out int rank, out int merged)
    {
        var found = this.merges.TryGetValue((left, right), out var merge);
        (rank, merged) = merge;
        return found;
    }

    private static byte[] BytesOf(string symbol, string source)
    {
        var text = symbol.EndsWith(ByteAlphabet.EndOfWord, StringComparison.Ordinal) ? symbol.AsSpan(0, symbol.Length - 4) : symbol;
        var bytes = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            var value = ByteAlphabet.Value(text[i]);
            if (value < 0)
            {
                throw new GexiaException(
                    $"{source}: the symbol '{symbol}' holds '{text[i]}' (U+{(int)text[i]:X4}), which stands for no byte.");
            }
            bytes[i] = (byte)value;
        }
        return bytes;
    }
}
