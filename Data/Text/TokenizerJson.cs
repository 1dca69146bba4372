using System.Text.Json;
using Gexia.Data.Weights;
using Gexia.Io;

namespace Gexia.Data.Text;

/// <summary>
/// Reads Hugging Face's <c>tokenizer.json</c> of a byte-level BPE with end-of-word marks: vocabulary, merges and
/// special tokens in one file.
/// </summary>
/// <remarks>
/// Of its normaliser and pre-tokeniser nothing is used: CLIP's cleaning and splitting are built in. A file whose model is another
/// kind is refused rather than read wrongly.
/// </remarks>
internal static class TokenizerJson
{
    public const string FileName = "tokenizer.json";
    private const long LargestFile = 64L << 20;

    /// <summary>Whether a file begins as a JSON object does.</summary>
    /// <exception cref="GexiaException">There is no such file.</exception>
    public static bool IsJson(string path)
    {
        Span<byte> start = stackalloc byte[16];
        using var stream = InputFile.Open(path);
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (start.StartsWith("\uFEFF"u8)) start = start[3..];
        return start.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
    }

    /// <exception cref="GexiaException">It is malformed, or another kind of tokenizer.</exception>
    public static BpeVocabulary Read(string path)
    {
        try
        {
            using var document = JsonFile.Read(path, LargestFile, depth: 32);
            return Parse(path, document);
        }
        catch (WeightsException error)
        {
            throw new GexiaException(error.Message, error);
        }
    }

    internal static BpeVocabulary Parse(string path, JsonDocument document)
    {
        if (Member(document.RootElement, "model") is not { ValueKind: JsonValueKind.Object } model)
            throw new GexiaException($"{path}: has no object \"model\".");
        if (Member(model, "type") is { ValueKind: JsonValueKind.String } kind && kind.GetString() != "BPE")
            throw new GexiaException($"{path}: its model is '{Shorten(kind.GetString()!)}'; only BPE is read.");
        if (Member(model, "end_of_word_suffix") is not { ValueKind: JsonValueKind.String } suffix
            || suffix.GetString() != ByteAlphabet.EndOfWord)
            throw new GexiaException(
                $"{path}: words must end with {ByteAlphabet.EndOfWord}, as in CLIP's vocabulary (model.end_of_word_suffix).");
        var (ids, added) = Symbols(path, model, document.RootElement);
        return new BpeVocabulary(BpeFiles.InOrder(ids, path), Merges(path, model), path, path, new AddedTokens(added));
    }

    private static (Dictionary<string, int> Ids, Dictionary<int, string> Added) Symbols(string path, JsonElement model, JsonElement root)
    {
        if (Member(model, "vocab") is not { ValueKind: JsonValueKind.Object } vocabulary)
            throw new GexiaException($"{path}: has no object \"model.vocab\".");
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var apart = new Dictionary<int, string>();
        foreach (var item in vocabulary.EnumerateObject()) Add(item.Name, item.Value);
        if (Member(root, "added_tokens") is { ValueKind: JsonValueKind.Array } added)
        {
            foreach (var token in added.EnumerateArray())
            {
                if (Member(token, "content") is not { ValueKind: JsonValueKind.String } content || Member(token, "id") is not { } id)
                    throw new GexiaException($"{path}: an added token lacks content or id.");
                if (!ids.TryGetValue(content.GetString()!, out var known))
                {
                    Add(content.GetString()!, id);
                    if (content.GetString() is not (PreTokenizer.StartOfText or PreTokenizer.EndOfText))
                        apart[id.GetInt32()] = content.GetString()!;
                }
                else if (id.ValueKind != JsonValueKind.Number || !id.TryGetInt32(out var number) || number != known)
                {
                    throw new GexiaException(
                        $"{path}: the added token '{Shorten(content.GetString()!)}' has another id in the vocabulary ({known}).");
                }
            }
        }
        return (ids, apart);

        void Add(string symbol, JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var id) || id < 0)
                throw new GexiaException($"{path}: the id of '{Shorten(symbol)}' is not a whole number from 0.");
            if (symbol.Length is 0 or > BpeVocabulary.LongestSymbol)
            {
                throw new GexiaException(
                    $"{path}: the symbol of id {id} has {symbol.Length} characters; 1..{BpeVocabulary.LongestSymbol} are allowed.");
            }
            ids.Add(symbol, id);
            if (ids.Count > BpeVocabulary.MostSymbols) throw new GexiaException($"{path}: more than {BpeVocabulary.MostSymbols} symbols.");
        }
    }

    // Older files write "a b", newer ones ["a", "b"].
    private static List<(string Left, string Right)> Merges(string path, JsonElement model)
    {
        if (Member(model, "merges") is not { ValueKind: JsonValueKind.Array } stored)
            throw new GexiaException($"{path}: has no array \"model.merges\".");
        var merges = new List<(string, string)>();
        foreach (var item in stored.EnumerateArray())
        {
            string[] pair = item.ValueKind == JsonValueKind.String ? item.GetString()!.Split(' ')
                : item.ValueKind == JsonValueKind.Array
                    ? [.. item.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.String ? part.GetString()! : "")]
                    : [];
            if (
                pair is not [
                { Length: > 0 and <= BpeVocabulary.LongestSymbol } left, { Length: > 0 and <= BpeVocabulary.LongestSymbol } right
                ])
                throw new GexiaException($"{path}: merge {merges.Count + 1} is not two symbols.");
            if (merges.Count == BpeVocabulary.MostSymbols)
                throw new GexiaException($"{path}: more than {BpeVocabulary.MostSymbols} merges.");
            merges.Add((left, right));
        }
        return merges;
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
