using System.Text.Json.Nodes;
using Gexia.Data.Text;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Text;

/// <summary>One file with vocabulary and merges gives the same ids as the two files it was made from.</summary>
public sealed class TokenizerJsonTests : IDisposable
{
    private static readonly string[] texts =
        ["a red square moves left", "a green circle blinks, then a red square stays", "squares & circles: 12 of 34!"];
    private readonly TemporaryFolder folder = new();
    private readonly BpeTokenizer tokenizer = BpeTrainer.Train(texts, 560);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Ids_are_the_same(bool mergesAsPairs)
    {
        File.WriteAllText(folder.File("tokenizer.json"), Make(mergesAsPairs).ToJsonString());
        var read = TokenizerFolder.Open(folder.Path);
        Assert.Equal(
            (tokenizer.VocabularySize, tokenizer.StartOfText, tokenizer.EndOfText),
            (read.VocabularySize, read.StartOfText, read.EndOfText));
        foreach (var text in texts.Append("unseen words, emoji 🙂 and ünïcode")) Assert.Equal(tokenizer.Encode(text), read.Encode(text));
    }

    [Theory]
    [InlineData("type", "WordPiece", "only BPE is read")]
    [InlineData("end_of_word_suffix", "", "words must end with")]
    [InlineData("vocab", null, "has no object")]
    public void Another_kind_is_refused(string key, string? value, string expected)
    {
        var root = Make(mergesAsPairs: false);
        if (value is null) root["model"]!.AsObject().Remove(key);
        else root["model"]![key] = value;
        File.WriteAllText(folder.File("tokenizer.json"), root.ToJsonString());
        Assert.Contains(expected, Assert.Throws<GexiaException>(() => TokenizerFolder.Open(folder.Path)).Message);
    }

    private JsonObject Make(bool mergesAsPairs)
    {
        var parts = folder.File("parts");
        tokenizer.Save(parts);
        var merges = new JsonArray();
        foreach (var line in File.ReadLines(Path.Combine(parts, "merges.txt")).Skip(1).Where(line => line.Length > 0))
            merges.Add(mergesAsPairs ? new JsonArray([.. line.Split(' ').Select(part => JsonValue.Create(part))]) : JsonValue.Create(line));
        return new JsonObject
        {
            ["added_tokens"] = new JsonArray(
                new JsonObject { ["id"] = tokenizer.StartOfText, ["content"] = "<|startoftext|>" },
                new JsonObject { ["id"] = tokenizer.EndOfText, ["content"] = "<|endoftext|>" }),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE", ["end_of_word_suffix"] = "</w>",
                ["vocab"] = JsonNode.Parse(File.ReadAllText(Path.Combine(parts, "vocab.json"))), ["merges"] = merges,
            },
        };
    }
}
