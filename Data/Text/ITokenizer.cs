namespace Gexia.Data.Text;

/// <summary>Turns captions into ids 0..<see cref="VocabularySize"/>−1 and back.</summary>
/// <remarks>
/// <see cref="EndOfText"/> is the largest id but for tokens that were added to a finished vocabulary: text towers find the end of a caption
/// by its first place or, where no added tokens are, by arg-max over the ids. Implementations may be called from several threads at once.
/// </remarks>
public interface ITokenizer
{
    /// <summary>Number of ids, special tokens included.</summary>
    int VocabularySize { get; }

    /// <summary>The id that opens a sequence.</summary>
    int StartOfText { get; }

    /// <summary>The id that closes a sequence; the largest but for added tokens.</summary>
    int EndOfText { get; }

    /// <summary>The ids of <paramref name="text"/> after cleaning, without start and end tokens and without padding.</summary>
    int[] Encode(string text);

    /// <summary>The text of <paramref name="ids"/>, words joined by single spaces; special tokens appear by name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is negative or not below <see cref="VocabularySize"/>.</exception>
    string Decode(ReadOnlySpan<int> ids);

    /// <summary>
    /// Writes the vocabulary into <paramref name="folder"/>, each file at once or not at all, for <see cref="TokenizerFolder.Open"/>.
    /// </summary>
    void Save(string folder);
}
