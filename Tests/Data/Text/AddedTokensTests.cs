using System.Text.Json.Nodes;
using Gexia.Data.Text;
using Gexia.Embeddings;
using Gexia.Io;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Tests.Support;
using Gexia.Pretrained;

namespace Gexia.Tests.Data.Text;

/// <summary>Tokens that were added to a finished vocabulary stand above the end token and are found whole.</summary>
public sealed class AddedTokensTests : IDisposable
{
    private static readonly BpeTokenizer plain = BpeTrainer.Train(["a red square", "a green circle moves"], 560);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static int New(int number) => plain.VocabularySize + number;

    [Fact]
    public void They_are_found_as_they_are_spelt_and_as_cleaning_leaves_them()
    {
        var bpe = Open("""{"<my style>":N0,"<my style two>":N1,"Zed":N2}""");
        Assert.Equal((plain.VocabularySize + 3, plain.EndOfText, plain.StartOfText), (bpe.VocabularySize, bpe.EndOfText, bpe.StartOfText));
        int[] Ids(string text) => plain.Encode(text);
        Assert.Equal([.. Ids("a red"), New(0), .. Ids("square")], bpe.Encode("a red <my style> square"));
        Assert.Equal([New(1), New(0)], bpe.Encode("<my style two><my style>"));
        Assert.Equal([New(0), .. Ids("!")], bpe.Encode("<MY   Style>!"));
        Assert.Equal([New(2), .. Ids("a"), New(2)], bpe.Encode("Zed a zed"));
        Assert.Equal(Ids("a green circle"), bpe.Encode("a green circle"));
        Assert.Empty(bpe.Encode("  "));
        Assert.Equal("a <my style> red", bpe.Decode(bpe.Encode("a <my style> red")));
    }

    [Fact]
    public void Windows_end_with_the_end_token()
    {
        var bpe = Open("""{"<x>":N0}""");
        var ids = bpe.EncodeForModel("<x> red <x>", 16, out var truncated);
        Assert.False(truncated);
        Assert.Equal(Array.IndexOf(ids, plain.EndOfText), TextIds.Of(ids, 16, endOfText: bpe.EndOfText).Ends[0]);
        Assert.Equal(plain.EndOfText, bpe.EncodeForModel("<x> <x> <x> <x>", 4, out truncated)[3]);
        Assert.True(truncated);
    }

    [Fact]
    public void Saving_and_opening_changes_nothing_and_leaves_no_others()
    {
        var bpe = Open("""{"<x>":N0,"Größe":N1}""");
        bpe.Save(folder.File("again"));
        var again = TokenizerFolder.Open(folder.File("again"));
        foreach (var text in (string[])["a <x> red", "Größe", "grösse größe"]) Assert.Equal(bpe.Encode(text), again.Encode(text));
        Assert.Equal(File.ReadAllText(folder.File("plain/vocab.json")), File.ReadAllText(folder.File("again/vocab.json")));
        plain.Save(folder.File("again"));
        Assert.Equal(plain.VocabularySize, TokenizerFolder.Open(folder.File("again")).VocabularySize);
    }

    [Fact]
    public void A_tokenizer_json_says_the_same()
    {
        var two = Open("""{"<x>":N0,"<y>":N1}""");
        var vocabulary = JsonNode.Parse(File.ReadAllText(folder.File("plain/vocab.json")))!;
        var root = new JsonObject
        {
            ["added_tokens"] = new JsonArray(
                new JsonObject { ["id"] = plain.EndOfText, ["content"] = "<|endoftext|>" },
                new JsonObject { ["id"] = New(0), ["content"] = "<x>" }, new JsonObject { ["id"] = New(1), ["content"] = "<y>" }),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE", ["end_of_word_suffix"] = "</w>", ["vocab"] = vocabulary,
                ["merges"] = new JsonArray(
                    [
                        .. File.ReadLines(folder.File("plain/merges.txt")).Skip(1).Where(line => line.Length > 0)
                            .Select(line => JsonValue.Create(line))
                    ]),
            },
        };
        foreach (var name in (string[])["tokenizer.json", "named-otherwise"])
        {
            var read = TokenizerFolder.Open(folder.Write(name, root.ToJsonString()));
            Assert.Equal((two.VocabularySize, two.EndOfText), (read.VocabularySize, read.EndOfText));
            Assert.Equal(two.Encode("<y> a <x>"), read.Encode("<y> a <x>"));
        }
    }

    [Theory]
    [InlineData("""{"<x>":N1}""", "must have the ids")]
    [InlineData("""{"<x>":N0,"<y>":N0}""", "both have the id")]
    [InlineData("""{"<x>":0}""", "both have the id 0")]
    [InlineData("""["<x>"]""", "expected an object")]
    public void Added_tokens_that_do_not_follow_the_others_are_refused(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<GexiaException>(() => Open(json)).Message);

    [Fact]
    public void A_model_with_an_added_token_pools_its_texts_at_the_end_token()
    {
        var tokenizer = Open("""{"<x>":N0}""");
        var config = new ClipConfig
        {
            Vision = new() { ImageSize = 8, PatchSize = 4, Tower = new() { Width = 64, Layers = 1, Heads = 1 } },
            Text = new()
            {
                VocabularySize = tokenizer.VocabularySize,
                ContextLength = 16,
                EndOfText = tokenizer.EndOfText,
                Tower = new() { Width = 64, Layers = 1, Heads = 1 }
            },
            ProjectionWidth = 8,
        };
        var model = new ClipModel(ParameterScope.Fresh(new Rng(1)), config);
        var place = folder.File("clip");
        ClipFolder.Save(place, model);
        tokenizer.Save(place);
        var opened = EmbeddingModel.Open(place);
        Assert.Empty(opened.Warnings);
        var ids = tokenizer.EncodeForModel("a <x> red", 16, out _);
        var place511 = Array.IndexOf(ids, tokenizer.EndOfText);
        // The same text, cut behind its end token: there is nothing else to pool at.
        var expected = model.EncodeText(TextIds.Of(ids.AsSpan(0, place511 + 1), place511 + 1, endOfText: tokenizer.EndOfText))
            .ToArray<float>();
        var actual = opened.EmbedTexts(["a <x> red"], new() { Normalize = false })[0].Vector;
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5f);

        var json = Path.Combine(place, "config.json");
        File.WriteAllText(json, File.ReadAllText(json).Replace($"\"eos_token_id\": {tokenizer.EndOfText}", "\"eos_token_id\": 2"));
        Assert.Contains("largest id", Assert.Single(EmbeddingModel.Open(place).Warnings));
    }

    private ITokenizer Open(string added)
    {
        plain.Save(folder.File("plain"));
        File.WriteAllText(
            folder.File("plain/added_tokens.json"), added.Replace("N0", $"{New(0)}").Replace("N1", $"{New(1)}").Replace("N2", $"{New(2)}"));
        return TokenizerFolder.Open(folder.File("plain"));
    }
}
