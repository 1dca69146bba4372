using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gexia.Io;

namespace Gexia.Data.Text;

/// <summary>Reads and writes the files of a BPE vocabulary. Files may come from strangers: sizes and counts are limited.</summary>
internal static class BpeFiles
{
    public const string Symbols = "vocab.json", Merges = "merges.txt", Added = "added_tokens.json";

    /// <summary>What OpenAI takes of the long list in its .gz file.</summary>
    private const int ClipMerges = 49_152 - 256 - 2;

    private const long LargestFile = 64L << 20;
    private const int LongestLine = 1 << 16;            // bytes; symbols are shorter
    private const string Header = "#version: 0.2";

    /// <summary>Opens a folder with vocab.json, merges.txt and perhaps added_tokens.json.</summary>
    public static BpeVocabulary ReadFolder(string folder)
    {
        string symbolsPath = Path.Combine(folder, Symbols), mergesPath = Path.Combine(folder, Merges),
            addedPath = Path.Combine(folder, Added);
        var ids = ReadSymbols(symbolsPath);
        var added = new Dictionary<int, string>();
        if (File.Exists(addedPath))
            foreach (var (token, id) in ReadSymbols(addedPath))
                if (ids.TryAdd(token, id)) added[id] = token;       // of two with one id the count of symbols tells below
        using var merges = OpenFile(mergesPath);
        return new BpeVocabulary(
            InOrder(ids, symbolsPath), ReadMerges(merges, mergesPath, BpeVocabulary.MostSymbols), symbolsPath, mergesPath,
            new AddedTokens(added));
    }

    /// <summary>CLIP's vocabulary, which this assembly carries.</summary>
    public static BpeVocabulary ReadClip()
    {
        using var resource = typeof(BpeFiles).Assembly.GetManifestResourceStream("Gexia.Data.Clip.gz")!;
        return ReadGzip(resource, "CLIP's vocabulary");
    }

    /// <summary>Opens a gzip file with a header line and one merge a line; at most CLIP's 48,894 merges are taken.</summary>
    public static BpeVocabulary ReadGzip(string path)
    {
        using var file = OpenFile(path);
        if (file.ReadByte() != 0x1F || file.ReadByte() != 0x8B)
        {
            throw new GexiaException(
                $"{path}: is neither {TokenizerJson.FileName} nor a gzip file of merges, which begin with '{{' and with the bytes 1F 8B.");
        }
        file.Position = 0;
        return ReadGzip(file, path);
    }

    private static BpeVocabulary ReadGzip(Stream file, string path)
    {
        using var lines = new GZipStream(file, CompressionMode.Decompress);
        return BpeVocabulary.InOrder(ReadMerges(lines, path, ClipMerges, skipFirst: true), path);
    }

    /// <summary>Writes vocab.json, merges.txt and, where tokens were added, added_tokens.json.</summary>
    public static void Save(BpeVocabulary vocabulary, string folder)
    {
        AtomicFile.Write(Path.Combine(folder, Merges), stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine(Header);
            foreach (var (left, right) in vocabulary.Merges) writer.WriteLine($"{left} {right}");
        });
        WriteSymbols(Path.Combine(folder, Symbols), vocabulary, id => !vocabulary.Added.Tokens.ContainsKey(id));
        var added = Path.Combine(folder, Added);
        if (vocabulary.Added.Tokens.Count > 0) WriteSymbols(added, vocabulary, vocabulary.Added.Tokens.ContainsKey);
        else File.Delete(added);        // another vocabulary's
    }

    private static void WriteSymbols(string path, BpeVocabulary vocabulary, Func<int, bool> which) => AtomicFile.Write(path, stream =>
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        for (var id = 0; id < vocabulary.Symbols.Length; id++) if (which(id)) writer.WriteNumber(vocabulary.Symbols[id], id);
        writer.WriteEndObject();
    });

    /// <summary>Reads an object of symbol: id.</summary>
    private static Dictionary<string, int> ReadSymbols(string path)
    {
        RequireFile(path);
        var text = InputFile.ReadAllUtf8(path, LargestFile).Span;
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        try
        {
            var json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 1 });
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                throw new GexiaException($"{path}: expected an object of symbol: id.");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var symbol = json.GetString()!;
                if (!json.Read() || json.TokenType != JsonTokenType.Number || !json.TryGetInt32(out var id) || id < 0)
                    throw new GexiaException($"{path}: the id of '{Shorten(symbol)}' is not a whole number from 0.");
                if (symbol.Length is 0 or > BpeVocabulary.LongestSymbol)
                    throw new GexiaException(
                        $"{path}: the symbol of id {id} has {symbol.Length} characters; 1..{BpeVocabulary.LongestSymbol} are allowed.");
                if (!ids.TryAdd(symbol, id)) throw new GexiaException($"{path}: the symbol '{Shorten(symbol)}' appears twice.");
                if (ids.Count > BpeVocabulary.MostSymbols)
                    throw new GexiaException($"{path}: more than {BpeVocabulary.MostSymbols} symbols.");
            }
            json.Read();                                    // throws where something follows the object
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new GexiaException($"{path}: not valid JSON. {error.Message}", error);
        }
        return ids;
    }

    /// <summary>The symbol of each id; the ids must be 0..n−1, each once.</summary>
    public static string[] InOrder(Dictionary<string, int> ids, string path)
    {
        var symbols = new string[ids.Count];
        foreach (var (symbol, id) in ids)
        {
            if (id >= symbols.Length)
            {
                throw new GexiaException(
                    $"{path}: {symbols.Length} symbols must have the ids 0..{symbols.Length - 1}, but '{Shorten(symbol)}' has {id}.");
            }
            if (symbols[id] is { } other) throw new GexiaException($"{path}: '{other}' and '{symbol}' both have the id {id}.");
            symbols[id] = symbol;
        }
        return symbols;
    }

    private static List<(string Left, string Right)> ReadMerges(Stream stream, string path, int most, bool skipFirst = false)
    {
        var merges = new List<(string, string)>();
        try
        {
            var lines = new LineReader(ReadLimited(stream, path), path, LongestLine);
            while (merges.Count < most && lines.ReadText() is { } line)
            {
                var number = lines.Number;
                if (number == 1 && (skipFirst || line.StartsWith("#version", StringComparison.Ordinal)) || line.Length == 0) continue;
                var space = line.IndexOf(' ');
                if (space <= 0
                    || space == line.Length - 1 || line.IndexOf(' ', space + 1) >= 0 || line.Length > 2 * BpeVocabulary.LongestSymbol)
                    throw new GexiaException($"{path}, line {number}: expected two symbols with one space between, got '{Shorten(line)}'.");
                merges.Add((line[..space], line[(space + 1)..]));
            }
        }
        catch (Exception error) when (stream is GZipStream && error is InvalidDataException or IOException)
        {
            throw new GexiaException($"{path}: the compressed data is damaged. {error.Message}", error);
        }
        return merges;
    }

    /// <summary>The whole content; a small gzip file may unpack to a very large one.</summary>
    private static MemoryStream ReadLimited(Stream stream, string path)
    {
        var content = new MemoryStream();
        var block = new byte[1 << 16];
        for (int read; (read = stream.Read(block)) > 0;)
        {
            content.Write(block, 0, read);
            if (content.Length > LargestFile) throw new GexiaException($"{path}: unpacks to more than {LargestFile} bytes.");
        }
        content.Position = 0;
        return content;
    }

    private static FileStream OpenFile(string path)
    {
        RequireFile(path);
        return InputFile.Open(path, LargestFile);
    }

    private static void RequireFile(string path)
    {
        if (InputFile.Problem(path) is { } problem)
        {
            throw new GexiaException(
                $"BpeTokenizer: {path}: {problem}. Expected a folder with {Symbols} and {Merges}, or a file bpe_simple_vocab_16e6.txt.gz.");
        }
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
