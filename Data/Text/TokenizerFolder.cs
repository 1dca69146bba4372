namespace Gexia.Data.Text;

/// <summary>Opens whichever tokenizer was saved in a folder.</summary>
public static class TokenizerFolder
{
    /// <summary>Whether a folder holds the files of a tokenizer.</summary>
    /// <param name="folder">The folder.</param>
    public static bool Exists(string folder) =>
        ((string[])[WordTokenizer.FileName, BpeFiles.Symbols, TokenizerJson.FileName]).Any(name => File.Exists(Path.Combine(folder, name)));

    /// <summary>
    /// Opens, in a folder, <c>words.txt</c> (word level), <c>vocab.json</c> + <c>merges.txt</c> or <c>tokenizer.json</c> (byte-level BPE),
    /// or a file <c>bpe_simple_vocab_16e6.txt.gz</c> or <c>tokenizer.json</c>, told by its content.
    /// </summary>
    /// <param name="path">The folder, or the file itself.</param>
    /// <exception cref="GexiaException">None of these files is there, or one is malformed; the message names it and the place.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static ITokenizer Open(string path) =>
        File.Exists(Path.Combine(path, WordTokenizer.FileName)) ? WordTokenizer.Open(path)
        : !File.Exists(Path.Combine(path, BpeFiles.Symbols)) && File.Exists(Path.Combine(path, TokenizerJson.FileName)) ? new BpeTokenizer(
            TokenizerJson.Read(Path.Combine(path, TokenizerJson.FileName)))
        : BpeTokenizer.Open(path);
}
