using System.Text;

namespace Gexia.Data.Text;

/// <summary>
/// Learns a byte-level BPE vocabulary from texts, in the file format and with the cleaning and splitting of <see cref="BpeTokenizer"/>.
/// See lessons/05-bpe.cs.
/// </summary>
/// <remarks>Start from bytes; join the most frequent pair of neighbours inside words, everywhere; repeat. The result depends on
/// the texts alone, not even on their order: ties go to the pair of the older symbols.</remarks>
public static class BpeTrainer
{
    /// <summary>The smallest vocabulary: all bytes, all bytes that end a word, start and end tokens.</summary>
    public const int SmallestVocabulary = 2 * 256 + 2;

    /// <summary>What is longer is no word of a language; it would only cost time.</summary>
    private const int LongestWord = 256;

    /// <summary>Trains on <paramref name="texts"/>.</summary>
    /// <param name="texts">Captions; cleaned here.</param>
    /// <param name="vocabularySize">Ids wanted, from <see cref="SmallestVocabulary"/>; fewer come out when no pair occurs
    /// twice any more.</param>
    /// <param name="cancellation">Ends the training between two texts or merges.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below <see cref="SmallestVocabulary"/> or above a million.</exception>
    public static BpeTokenizer Train(IEnumerable<string> texts, int vocabularySize, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (vocabularySize is < SmallestVocabulary or > BpeVocabulary.MostSymbols)
            throw new ArgumentOutOfRangeException(
                nameof(vocabularySize),
                $"BpeTrainer: the vocabulary size must be in {SmallestVocabulary}..{BpeVocabulary.MostSymbols}; got {vocabularySize}.");

        var bytes = BpeVocabulary.InOrder([], "the byte alphabet");
        var symbols = bytes.Symbols.Take(2 * 256).ToList();
        var known = symbols.ToHashSet(StringComparer.Ordinal);
        var merges = new List<(string Left, string Right)>();
        var words = new MergedWords(CountWords(texts.Until(cancellation), bytes).Until(cancellation));

        while (symbols.Count + 2 < vocabularySize && words.MostFrequentPair() is { } pair)
        {
            cancellation.ThrowIfCancellationRequested();
            string left = symbols[pair.Left], right = symbols[pair.Right], joined = left + right;
            if (joined.Length > BpeVocabulary.LongestSymbol || !known.Add(joined))
            {
                words.Forbid(pair);                     // a symbol has one origin, so its id and its merge agree
                continue;
            }
            symbols.Add(joined);
            merges.Add((left, right));
            words.Join(pair, symbols.Count - 1);
        }
        return new BpeTokenizer(BpeVocabulary.InOrder(merges, "the trained vocabulary"));
    }

    /// <summary>The different words of the texts as byte ids, in ordinal order, each with its number of occurrences.</summary>
    private static IEnumerable<(int[] Ids, long Count)> CountWords(IEnumerable<string> texts, BpeVocabulary bytes)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var clean = TextCleaning.Clean(text);
            foreach (var unit in PreTokenizer.Split(clean))
            {
                var word = clean[unit];
                if (word.Length > LongestWord || word is PreTokenizer.StartOfText or PreTokenizer.EndOfText) continue;
                counts[word] = counts.GetValueOrDefault(word) + 1;
            }
        }
        return counts.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => (BpeMerging.Merge(bytes, entry.Key), entry.Value));
    }
}
