namespace Gexia.Data.Text;

/// <summary>Opens whichever tokenizer was saved in a folder.</summary>
public static class TokenizerFolder
{
    /// <summary>Opens <c>vocab.json</c> + <c>merges.txt</c> (byte-level BPE) or <c>words.txt</c> (word level) in a folder, or a file <c>bpe_simple_vocab_16e6.txt.gz</c>.</summary>
    /// <param name="path">The folder, or the .gz file itself.</param>
    /// <exception cref="FileNotFoundException">None of these files is there.</exception>
    /// <exception cref="InvalidDataException">A file is malformed; the message names it and the place.</exception>
    public static ITokenizer Open(string path) =>
        File.Exists(Path.Combine(path, WordTokenizer.FileName)) ? WordTokenizer.Open(path) : BpeTokenizer.Open(path);
}
