#:project ../Data/Gexia.Data.csproj

// 5. Byte pair encoding: words of frequent pieces
//
// A model reads numbers. A table of all words would be endless, and one of letters makes texts long. Byte pair encoding lies between: start
// with letters; find the most frequent pair of neighbours inside words; make it a new symbol; repeat. Frequent words become one symbol,
// rare ones a few, and no word is unknown.
//
//     pair* = argmax over (a, b) of Σ over words w of count(w) · (how often a, b are neighbours in w)

using Gexia.Data.Text;

Lesson.Part("Learning merges by hand");
const string text = "the cat sat on the mat the cat ate the hat that the cat had";
const string end = "·";            // marks the end of a word: "at" inside a word and at its end are different symbols
var words = text.Split(' ').CountBy(word => word).Select(word => (Symbols: Letters(word.Key), word.Value)).ToList();
var merges = new List<(string Left, string Right)>();
for (var step = 0; step < 6; step++)
{
    var (pair, count) = words.SelectMany(word => Pairs(word.Symbols).Select(pair => (pair, word.Value)))
        .GroupBy(item => item.pair, item => item.Value).Select(group => (group.Key, Count: group.Sum()))
        .OrderByDescending(group => group.Count).ThenBy(group => group.Key.Left + group.Key.Right, StringComparer.Ordinal).First();
    merges.Add(pair);
    words = [.. words.Select(word => (Merge(word.Symbols, pair), word.Value))];
    Console.WriteLine($"  {step + 1}. {pair.Left} + {pair.Right} → {pair.Left}{pair.Right}   ({count} times)");
}

Lesson.Part("Encoding: the merges in the order in which they were learned");
Lesson.Table(
    ["word", "symbols"],
    new[] { "the", "cat", "chat", "that", "zebra" }.Select(word => new object[] { word, string.Join(' ', Encode(word)) }));
Lesson.Holds("a frequent word is one symbol", Encode("the").Count == 1);
Lesson.Holds("no word is unknown, and symbols give the word back", string.Concat(Encode("zebra")) == "zebra" + end);

// The library does the same on bytes, so that every text in every script has a spelling: 256 bytes, 256 bytes that end a word, the learned
// symbols, and two that mark start and end.

Lesson.Part("The library's trainer finds the same merges");
var bpe = BpeTrainer.Train([text], BpeTrainer.SmallestVocabulary + merges.Count);
Lesson.Table(["word", "ids", "by hand"], new[] { "the", "cat", "chat", "that", "zebra" }.Select(word =>
    new object[] { word, string.Join(' ', bpe.Encode(word)), string.Join(' ', Encode(word)) }));
foreach (var word in new[] { "the", "cat", "hat", "zebra" })
    Lesson.Holds($"'{word}' has as many ids as symbols by hand", bpe.Encode(word).Length == Encode(word).Count);
Lesson.Holds("what is decoded is what was encoded", bpe.Decode(bpe.Encode("the chat had a 猫")) == "the chat had a 猫");

// CLIP's own vocabulary of 49,408 symbols travels with Gexia.Data.

Lesson.Part("CLIP's vocabulary");
var ids = BpeTokenizer.Clip.EncodeForModel("a photo of a cat", 77, out var cut);
Console.WriteLine("  a photo of a cat → " + string.Join(' ', ids.Take(8)) + " …");
Lesson.Holds(
    "start, five words, end, then padding",
    ids.Take(7).SequenceEqual([49406, 320, 1125, 539, 320, 2368, 49407]) && ids.Length == 77 && !cut);
Lesson.End();

List<string> Letters(string word) => [.. word[..^1].Select(letter => letter.ToString()), word[^1] + end];

static IEnumerable<(string Left, string Right)> Pairs(List<string> symbols) => symbols.Zip(symbols.Skip(1));

static List<string> Merge(List<string> symbols, (string Left, string Right) pair)
{
    var merged = new List<string>();
    foreach (var symbol in symbols)
    {
        if (merged.Count > 0 && merged[^1] == pair.Left && symbol == pair.Right) merged[^1] += symbol;
        else merged.Add(symbol);
    }
    return merged;
}

List<string> Encode(string word) => merges.Aggregate(Letters(word), Merge);
