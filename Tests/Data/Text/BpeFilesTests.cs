using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Gexia.Data.Text;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Text;

/// <summary>Vocabulary files that were damaged or made up.</summary>
public class BpeFilesTests
{
    private static readonly BpeTokenizer Small = BpeTrainer.Train(["low lower lowest", "newer wider"], 530);

    [Fact]
    public void Saving_and_opening_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var inside = Path.Combine(folder.Path, "run");
        Small.Save(inside);
        var opened = BpeTokenizer.Open(inside);
        Assert.Equal(Small.Vocabulary.Symbols, opened.Vocabulary.Symbols);
        Assert.Equal(Small.Vocabulary.Merges, opened.Vocabulary.Merges);
        Assert.Equal(Small.Encode("lower and lower"), opened.Encode("lower and lower"));
        Assert.Equal(["merges.txt", "vocab.json"], Directory.GetFiles(inside).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("""{"a":0""", "not valid JSON")]
    [InlineData("""[1]""", "expected an object")]
    [InlineData("""{"a":{"b":1}}""", "not")]
    [InlineData("""{"a":-1}""", "'a' is not a whole number")]
    [InlineData("""{"a":1.5}""", "'a' is not a whole number")]
    [InlineData("""{"a":0,"a":1}""", "'a' appears twice")]
    [InlineData("""{"a":0,"b":0}""", "'a' and 'b' both have the id 0")]
    [InlineData("""{"a":0,"b":7}""", "'b' has 7")]
    [InlineData("""{"":0}""", "0 characters")]
    [InlineData("""{"a":0} x""", "not valid JSON")]
    [InlineData("""{"\ud800":0}""", "not valid JSON")]
    [InlineData("""{"a":0}""", "'<|startoftext|>' is missing")]
    [InlineData("", "not valid JSON")]
    public void A_malformed_vocabulary_is_refused(string json, string reason) =>
        Refuses(folder => folder.Write("vocab.json", json), "vocab.json", reason);

    [Theory]
    [InlineData("lo", "line 2", "'lo'")]
    [InlineData("l o w", "line 2", "'l o w'")]
    [InlineData(" lo", "line 2", "' lo'")]
    [InlineData("l o\nl o", "merge 2", "twice")]
    [InlineData("z q", "merge 1", "'zq'")]
    public void A_malformed_merge_is_refused(string lines, string place, string reason) =>
        Refuses(folder => folder.Write("merges.txt", $"#version: 0.2\n{lines}\n"), "merges.txt", place, reason);

    [Fact]
    public void An_end_token_below_other_ids_is_refused() => Refuses(folder =>
    {
        var symbols = Small.Vocabulary.Symbols.ToArray();
        (symbols[^1], symbols[0]) = (symbols[0], symbols[^1]);
        var json = new StringBuilder("{");
        for (var id = 0; id < symbols.Length; id++) json.Append($"{(id > 0 ? "," : "")}\"{JsonEncodedText.Encode(symbols[id])}\":{id}");
        folder.Write("vocab.json", json.Append('}').ToString());
    }, "vocab.json", "must be the largest id");

    [Fact]
    public void Merges_that_are_not_UTF8_are_refused() =>
        Refuses(folder => File.WriteAllBytes(Path.Combine(folder.Path, "merges.txt"), [0x6c, 0x20, 0xff, 0x0a]), "merges.txt", "not UTF-8");

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("vocab.json", Assert.Throws<GexiaException>(() => TokenizerFolder.Open(folder.Path)).Message);
    }

    [Fact]
    public void A_gzip_that_unpacks_without_end_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "bomb.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 65; i++) gzip.Write(zeros);
        }
        Assert.Contains("unpacks to more than", Assert.Throws<GexiaException>(() => BpeTokenizer.Open(path)).Message);
    }

    [Fact]
    public void A_file_that_is_no_gzip_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<GexiaException>(() => BpeTokenizer.Open(folder.Write("vocab.gz", "plain")));
    }

    /// <summary>Damages a good folder, then expects an error that names all <paramref name="facts"/>.</summary>
    private static void Refuses(Action<TemporaryFolder> damage, params string[] facts)
    {
        using var folder = new TemporaryFolder();
        Small.Save(folder.Path);
        damage(folder);
        var error = Assert.Throws<GexiaException>(() => BpeTokenizer.Open(folder.Path));
        foreach (var fact in facts) Assert.Contains(fact, error.Message);
    }
}
