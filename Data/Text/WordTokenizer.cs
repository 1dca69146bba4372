using System.Text;
using Gexia.Io;

namespace Gexia.Data.Text;

/// <summary>
/// One id per word, for closed vocabularies such as the synthetic videos' grammar: 0 padding, 1 start, 2.. words, then end.
/// </summary>
public sealed class WordTokenizer : ITokenizer
{
    internal const string FileName = "words.txt";
    private const int FirstWord = 2;
    private const int MostWords = 1_000_000;
    private const long LargestFile = 64L << 20;

    private readonly string[] words;
    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);

    /// <summary>A tokenizer for <paramref name="words"/>, numbered in the given order.</summary>
    /// <exception cref="ArgumentException">A word is empty, repeated, or not what cleaning would leave of it.</exception>
    public WordTokenizer(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        this.words = [.. words];
        for (var i = 0; i < this.words.Length; i++)
        {
            var word = this.words[i];
            if (word.Length == 0 || word.Contains(' ') || TextCleaning.Clean(word) != word)
                throw new ArgumentException($"WordTokenizer: word {i} ('{word}') is not one clean, lower-case word.", nameof(words));
            if (!this.ids.TryAdd(word, FirstWord + i))
                throw new ArgumentException($"WordTokenizer: the word '{word}' appears twice.", nameof(words));
        }
    }

    /// <summary>The words, in the order of their ids.</summary>
    public IReadOnlyList<string> Words => this.words;

    /// <summary>A tokenizer for all words of <paramref name="texts"/>, numbered in ordinal order.</summary>
    public static WordTokenizer FromTexts(IEnumerable<string> texts) =>
        new(texts.SelectMany(Split).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <summary>Opens the <c>words.txt</c> that <see cref="Save"/> wrote.</summary>
    /// <exception cref="GexiaException">The file is missing or too large, or a line is not one clean, new word.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static WordTokenizer Open(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var words = InputFile.ReadAllLines(path, LargestFile);
            return words.Count <= MostWords
                ? new WordTokenizer(words)
                : throw new GexiaException($"{path}: holds {words.Count} words; at most {MostWords} are read.");
        }
        catch (ArgumentException error)
        {
            throw new GexiaException($"{path}: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public int VocabularySize => this.words.Length + 3;

    /// <inheritdoc/>
    public int StartOfText => 1;

    /// <inheritdoc/>
    public int EndOfText => this.words.Length + FirstWord;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The text holds a word outside the vocabulary.</exception>
    public int[] Encode(string text) => [.. Split(text).Select(word => this.ids.TryGetValue(word, out var id)
        ? id
        : throw new ArgumentException(
            $"WordTokenizer: '{word}' is not among the {this.words.Length} known words. Use those, or a BPE tokenizer for open text."))];

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var text = new StringBuilder();
        foreach (var id in ids)
        {
            if (text.Length > 0) text.Append(' ');
            text.Append(Name(id));
        }
        return text.ToString();
    }

    /// <inheritdoc/>
    public void Save(string folder) => AtomicFile.Write(Path.Combine(folder, FileName), stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        foreach (var word in this.words) writer.WriteLine(word);
    });

    private string Name(int id) => id switch
    {
        ContextWindow.Padding => "<|padding|>",
        _ when id == StartOfText => PreTokenizer.StartOfText,
        _ when id == EndOfText => PreTokenizer.EndOfText,
        _ when id > 0 && id < EndOfText => this.words[id - FirstWord],
        _ => throw new ArgumentOutOfRangeException(nameof(id), $"Decode: id {id} is not in 0..{VocabularySize - 1}."),
    };

    private static string[] Split(string text) => TextCleaning.Clean(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
