using FsCheck;
using FsCheck.Fluent;
using Gexia.Data.Text;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Text;

public class BpeTokenizerTests
{
    private static readonly BpeTokenizer Clip = Fixture.Clip;

    [Fact]
    public void The_committed_golden_agrees_in_every_line()
    {
        Assert.Equal(37, Fixture.Lines(Fixture.ClipTokens).Count);
        Assert.Empty(Fixture.Differences(Clip, Fixture.ClipTokens));
    }

    [SharedFact]
    public void The_whole_golden_agrees_in_every_line()
    {
        var folder = Path.Combine(Environs.Shared!, "golden", "clip-tokenizer");
        var golden = Path.Combine(folder, "tokens.jsonl");
        Assert.Equal(1_537, Fixture.Lines(golden).Count);
        Assert.Empty(Fixture.Differences(TokenizerFolder.Open(folder), golden));
    }

    [SharedFact]
    public void Folder_and_gzip_hold_the_same_vocabulary()
    {
        var folder = BpeTokenizer.Open(Path.Combine(Environs.Shared!, "golden", "clip-tokenizer"));
        Assert.Equal(folder.Vocabulary.Symbols, Clip.Vocabulary.Symbols);
        Assert.Equal(folder.Vocabulary.Merges, Clip.Vocabulary.Merges);
    }

    [Fact]
    public void Special_tokens_are_the_two_largest_ids()
    {
        Assert.Equal((49_408, 49_406, 49_407), (Clip.VocabularySize, Clip.StartOfText, Clip.EndOfText));
        Assert.Equal([49_406, 320, 49_407], Clip.Encode("<|STARTOFTEXT|>a<|endoftext|>"));
    }

    [Theory]
    [InlineData("it's we'll", "it 's we 'll")]
    [InlineData("a'\u017f b", "a '\u017f b")]                       // the long s equals s when case is ignored
    [InlineData("don't!'s", "don 't !' s")]                          // a run of signs takes the apostrophe with it
    [InlineData("x2 34\u00bd", "x 2 3 4 \u00bd")]
    [InlineData("a!\u0345're", "a ! 're")]                            // the reference drops this mark
    [InlineData("<|startoftext|", "<| startoftext |")]
    [InlineData("e\u0301t\u0302 \u0e01\u0e34", "\u00e9t \u0302 \u0e01 \u0e34")]      // what has no composed form is no letter
    public void Decoding_shows_the_units(string text, string units) => Assert.Equal(units, Clip.Decode(Clip.Encode(text)));

    [Fact]
    public void Encoding_is_stable_under_decoding()
    {
        var texts = Gen.Elements(
            "a cat", "Dog's", "'ll", "\u0130", "\u03a3", "\u0301", "&amp;", "&#", "\ud83d\ude00", "\ud83d", "\ud55c", "3", "<|endoftext|>",
            "\0", "\ufeff", "\u3000", "_-", "\u00e9")
            .ArrayOf().Select(string.Concat);
        var anything = ArbMap.Default.GeneratorFor<string>().Where(text => text is not null);
        Prop.ForAll(Arb.From(Gen.OneOf(texts, anything)), text =>
        {
            // Lower-casing and unescaping can leave marks that a second NFC would reorder; cleaning is then not yet stable.
            var clean = TextCleaning.Clean(text);
            if (TextCleaning.Clean(clean) != clean) return true;

            var ids = Clip.Encode(text);
            var units = PreTokenizer.Split(clean).Select(unit => clean[unit]);
            return Clip.Decode(ids) == string.Join(' ', units) && Clip.Encode(Clip.Decode(ids)).SequenceEqual(ids);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Heap_merging_equals_the_textbook_loop()
    {
        // A hostile order of ranks: later merges of the list build on earlier ones and on themselves.
        var merges = new List<(string, string)>
        {
            ("aa", "a"), ("ab", "a"), ("a", "a"), ("b", "aba"), ("a", "b"), ("aba", "b</w>"), ("a", "b</w>"), ("b", "b")
        };
        var vocabulary = BpeVocabulary.InOrder([.. merges, ("ab", "ab"), ("bb", "a"), ("aaa", "aa")], "test");
        Prop.ForAll(Gen.Elements('a', 'b').NonEmptyListOf().Select(letters => string.Concat(letters)).ToArbitrary(), word =>
            BpeMerging.Merge(vocabulary, word).Select(id => vocabulary.Symbols[id]).SequenceEqual(Textbook(vocabulary, word)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Theory]
    [InlineData("a", 100_000)]
    [InlineData("\u4e2d", 30_000)]
    [InlineData("word ", 20_000)]
    public void Very_long_texts_are_encoded(string unit, int times)
    {
        var text = string.Concat(Enumerable.Repeat(unit, times));
        Assert.Equal(text.Trim(), Clip.Decode(Clip.Encode(text)));
        Assert.Equal(77, Clip.EncodeForModel(text, 77, out var truncated).Length);
        Assert.True(truncated);
    }

    [Fact]
    public void Threads_share_the_cache()
    {
        var texts = Fixture.Lines(Fixture.ClipTokens).Select(line => line.GetProperty("text").GetString()!).ToArray();
        var alone = texts.Select(Clip.Encode).ToArray();
        var fresh = BpeTokenizer.Open(Fixture.ClipGzip);
        var together = new int[4 * texts.Length][];
        Parallel.For(0, together.Length, i => together[i] = fresh.Encode(texts[i % texts.Length]));
        for (var i = 0; i < together.Length; i++) Assert.Equal(alone[i % texts.Length], together[i]);
    }

    [Fact]
    public void Unknown_ids_are_named()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Clip.Decode([320, 49_408]));
        Assert.Contains("49408", error.Message);
    }

    /// <summary>The definition: the lowest-ranked pair of the word, all its occurrences from left to right, again and again.</summary>
    private static List<string> Textbook(BpeVocabulary vocabulary, string word)
    {
        var symbols = word.Select(c => c.ToString()).ToList();
        symbols[^1] += "</w>";
        while (true)
        {
            var best = vocabulary.Merges.Where(merge => symbols.Zip(symbols.Skip(1)).Contains(merge)).Take(1).ToList();
            if (best.Count == 0) return symbols;
            for (var i = 0; i + 1 < symbols.Count; i++)
            {
                if ((symbols[i], symbols[i + 1]) != best[0]) continue;
                symbols[i] += symbols[i + 1];
                symbols.RemoveAt(i + 1);
            }
        }
    }

    [Fact]
    public void Clips_own_vocabulary_travels_with_the_assembly()
    {
        Assert.Equal(49_408, BpeTokenizer.Clip.VocabularySize);
        Assert.Equal(Fixture.Clip.Vocabulary.Symbols, BpeTokenizer.Clip.Vocabulary.Symbols);
        Assert.Equal(Fixture.Clip.Vocabulary.Merges, BpeTokenizer.Clip.Vocabulary.Merges);
    }
}
