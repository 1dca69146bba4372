using Gexia.Data.Text;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Text;

public class WordTokenizerTests
{
    private static readonly WordTokenizer Words = WordTokenizer.FromTexts(["a red square moves left dark", "a Blue ring stays dark"]);

    [Fact]
    public void Words_are_numbered_in_ordinal_order_after_padding_and_start()
    {
        Assert.Equal((12, 1, 11), (Words.VocabularySize, Words.StartOfText, Words.EndOfText));
        Assert.Equal([2, 7, 3, 4], Words.Encode("a  RED blue\tdark"));
        Assert.Equal("a red blue dark", Words.Decode([2, 7, 3, 4]));
    }

    [Fact]
    public void Unknown_words_are_named() =>
        Assert.Contains("'zebra'", Assert.Throws<ArgumentException>(() => Words.Encode("a red zebra")).Message);

    [Fact]
    public void Saving_and_opening_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        Words.Save(folder.Path);
        var opened = TokenizerFolder.Open(folder.Path);
        Assert.IsType<WordTokenizer>(opened);
        Assert.Equal(Words.Encode("a blue ring stays dark"), opened.Encode("a blue ring stays dark"));
        Assert.Equal(Words.EndOfText, opened.EndOfText);
    }

    [Theory]
    [InlineData("a\na\n", "twice")]
    [InlineData("a\nB\n", "'B'")]
    [InlineData("a\n\nb\n", "''")]
    [InlineData("two words\n", "'two words'")]
    public void A_malformed_word_list_is_refused(string content, string reason)
    {
        using var folder = new TemporaryFolder();
        folder.Write("words.txt", content);
        var error = Assert.Throws<GexiaException>(() => TokenizerFolder.Open(folder.Path));
        Assert.Contains("words.txt", error.Message);
        Assert.Contains(reason, error.Message);
    }
}
