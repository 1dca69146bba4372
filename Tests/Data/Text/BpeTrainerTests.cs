using FsCheck;
using FsCheck.Fluent;
using Gexia.Data.Text;

namespace Gexia.Tests.Data.Text;

public class BpeTrainerTests
{
    [Fact]
    public void The_most_frequent_pairs_merge_first_and_ties_go_to_older_symbols()
    {
        // Pairs: (b, c</w>) 3 times; (a, b) twice; (d, e</w>) twice; "x y" never twice.
        var trained = BpeTrainer.Train(["abc ABC bc de de xy"], 10_000);
        Assert.Equal([("b", "c</w>"), ("a", "bc</w>"), ("d", "e</w>")], trained.Vocabulary.Merges);
        Assert.Equal(514 + 3, trained.VocabularySize);
        Assert.Equal(trained.VocabularySize - 1, trained.EndOfText);
    }

    [Fact]
    public void Training_stops_at_the_size_asked_for()
    {
        Assert.Equal(516, BpeTrainer.Train(["abc abc abc abcd abcd"], 516).VocabularySize);
        Assert.Equal(514, BpeTrainer.Train([], 2_000).VocabularySize);
        Assert.Equal(514, BpeTrainer.Train(["each letr onc"], 2_000).VocabularySize);
        Assert.Throws<ArgumentOutOfRangeException>(() => BpeTrainer.Train([], 513));
    }

    [Fact]
    public void Special_tokens_teach_nothing() =>
        Assert.Empty(BpeTrainer.Train(["<|endoftext|><|endoftext|> <|startoftext|>", "<|startoftext|>"], 600).Vocabulary.Merges);

    [Fact]
    public void Training_equals_the_textbook_loop_whatever_the_order_of_texts()
    {
        var words = Gen.Elements('a', 'b', 'c').NonEmptyListOf().Select(letters => string.Concat(letters));
        Prop.ForAll(words.ListOf().ToArbitrary(), texts =>
        {
            var trained = BpeTrainer.Train(texts, 525).Vocabulary.Merges;
            return trained.SequenceEqual(Textbook(texts, 525 - 514))
                && trained.SequenceEqual(BpeTrainer.Train(Enumerable.Reverse(texts), 525).Vocabulary.Merges);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void Frequent_words_become_one_token_and_any_text_still_encodes()
    {
        var captions = Enumerable.Repeat("a batter swings a bat in a batting cage", 5).Append("the dog runs");
        var trained = BpeTrainer.Train(captions, 2_000);
        Assert.Equal(9, trained.Encode("a batter swings a bat in a batting cage").Length);
        Assert.Equal("zebra \ud83e\udd93!", trained.Decode(trained.Encode("zebra \ud83e\udd93!")));
    }

    [Fact]
    public void A_caption_of_one_endless_word_is_no_trap()
    {
        var endless = string.Concat(Enumerable.Range(0, 100_000).Select(i => (char)('a' + (long)i * i % 26)));
        Assert.Equal([("o", "k</w>")], BpeTrainer.Train([endless, "ok ok"], 2_000).Vocabulary.Merges);
    }

    /// <summary>Counts everything anew before each merge.</summary>
    private static List<(string, string)> Textbook(IEnumerable<string> texts, int most)
    {
        var words = texts.Select(text => text.Select(c => c.ToString()).ToList()).ToList();
        foreach (var word in words) word[^1] += "</w>";
        var age = words.SelectMany(word => word).Distinct().OrderBy(s => s.Length).ThenBy(s => s, StringComparer.Ordinal)
            .Select((symbol, i) => (symbol, i)).ToDictionary();
        var merges = new List<(string, string)>();
        var refused = new HashSet<(string, string)>();
        while (merges.Count < most)
        {
            var best = words.SelectMany(word => word.Zip(word.Skip(1))).Where(pair => !refused.Contains(pair)).GroupBy(pair => pair)
                .OrderByDescending(group => group.Count()).ThenBy(group => age[group.Key.First]).ThenBy(group => age[group.Key.Second])
                    .FirstOrDefault();
            if (best is null || best.Count() < 2) break;
            var (left, right) = best.Key;
            if (!age.TryAdd(left + right, age.Count)) { refused.Add(best.Key); continue; }
            merges.Add(best.Key);
            foreach (var word in words)
                for (var i = 0; i + 1 < word.Count; i++)
                    if (word[i] == left && word[i + 1] == right) { word[i] = left + right; word.RemoveAt(i + 1); }
        }
        return merges;
    }
}
