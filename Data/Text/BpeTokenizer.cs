using System.Collections.Concurrent;
using System.Text;

namespace Gexia.Data.Text;

/// <summary>CLIP's tokenizer: clean, split, then byte-level BPE with end-of-word marks. Text → ids.</summary>
/// <remarks>
/// The tokenizer of CLIP (Radford et al., ICML 2021). Every string has ids and no id is "unknown". The names of special and added tokens
/// inside a text give their ids.
/// </remarks>
/// <example><code>
/// var bpe = BpeTokenizer.Open("clip-vit-base-patch32");                              // vocab.json + merges.txt
/// int[] ids = bpe.EncodeForModel("a photo of a cat", 77, out bool truncated);        // 49406 320 1125 539 320 2368 49407 0 …
/// </code></example>
public sealed class BpeTokenizer : ITokenizer
{
    private const int MostCachedWords = 65_536;
    private const int LongestCachedWord = 64;

    private static readonly Lazy<BpeTokenizer> clip = new(() => new BpeTokenizer(BpeFiles.ReadClip()));

    private readonly BpeVocabulary vocabulary;
    private readonly ConcurrentDictionary<string, int[]> cache = new(StringComparer.Ordinal);
    private int cached;

    internal BpeTokenizer(BpeVocabulary vocabulary) => this.vocabulary = vocabulary;

    /// <summary>CLIP's own tokenizer with its 49,408 ids, from the vocabulary that this assembly carries (OpenAI, MIT).</summary>
    public static BpeTokenizer Clip => clip.Value;

    /// <summary>
    /// Opens a vocabulary: a folder with <c>vocab.json</c>, <c>merges.txt</c> and perhaps <c>added_tokens.json</c>, a file
    /// <c>tokenizer.json</c>, or OpenAI's <c>bpe_simple_vocab_16e6.txt.gz</c>. A file is told by its content, not its name.
    /// </summary>
    /// <exception cref="GexiaException">A file is missing, too large, malformed (bad JSON, repeated ids or symbols, a line that is no pair)
    /// or inconsistent (a merge of unknown symbols, a missing byte, an end token with ids above it that were not added).</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static BpeTokenizer Open(string path) => new(
        !File.Exists(path) ? BpeFiles.ReadFolder(path) : TokenizerJson.IsJson(path) ? TokenizerJson.Read(path) : BpeFiles.ReadGzip(path));

    /// <inheritdoc/>
    public int VocabularySize => this.vocabulary.Symbols.Length;

    /// <inheritdoc/>
    public int StartOfText => this.vocabulary.StartOfText;

    /// <inheritdoc/>
    public int EndOfText => this.vocabulary.EndOfText;

    /// <summary>The vocabulary.</summary>
    internal BpeVocabulary Vocabulary => this.vocabulary;

    /// <inheritdoc/>
    public int[] Encode(string text)
    {
        var ids = new List<int>((text.Length / 4) + 1);
        foreach (var (clean, added) in this.vocabulary.Added.Split(text))
        {
            if (added >= 0) ids.Add(added);
            else foreach (var unit in PreTokenizer.Split(clean)) ids.AddRange(EncodeUnit(clean.AsSpan(unit)));
        }
        return [.. ids];
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var bytes = new List<byte>();
        foreach (var id in ids)
        {
            if ((uint)id >= (uint)VocabularySize)
                throw new ArgumentOutOfRangeException(nameof(ids), $"Decode: id {id} is not in 0..{VocabularySize - 1}.");
            bytes.AddRange(this.vocabulary.IsSpecial(id) ? Encoding.UTF8.GetBytes(this.vocabulary.Symbols[id]) : this.vocabulary.Bytes[id]);
            if (this.vocabulary.EndsWord(id)) bytes.Add((byte)' ');
        }
        if (bytes is [.., (byte)' ']) bytes.RemoveAt(bytes.Count - 1);
        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <inheritdoc/>
    public void Save(string folder) => BpeFiles.Save(this.vocabulary, folder);

    private int[] EncodeUnit(ReadOnlySpan<char> unit)
    {
        if (unit.SequenceEqual(PreTokenizer.StartOfText)) return [StartOfText];
        if (unit.SequenceEqual(PreTokenizer.EndOfText)) return [EndOfText];

        if (cache.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(unit, out var known)) return known;
        var ids = BpeMerging.Merge(this.vocabulary, unit);
        if (unit.Length <= LongestCachedWord && Volatile.Read(ref cached) < MostCachedWords && cache.TryAdd(unit.ToString(), ids))
            Interlocked.Increment(ref cached);
        return ids;
    }
}
