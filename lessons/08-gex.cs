#:project ../Data/Gexia.Data.csproj

// 8. GEX: long pairs from short ones
//
// Video sets come as short clips with one sentence each. GEXIA makes more kinds of pairs of them without a new label (section 3.1 and 4.1):
//
//     ⊕   integrate: clips of one source in time order become one long video, their sentences one long text     SVST → LVLT
//     Θt  compress the text: a summary of the long text, the video stays                                        LVLT → LVST
//     Θv  compress the video: its middle frame, the text stays                                                  SVST → IST
//
// SVST means short video, short text; LVLT long video, long text; LVST long video, short text. Nothing is decoded or encoded: a long video
// is a list of references to stretches of files.

using Gexia.Data.Granularities;

(string Video, double Start, double End, string Text, string Source)[] clips =
[
    ("kitchen.mp4", 0, 4, "a woman washes tomatoes", "kitchen"),
    ("kitchen.mp4", 9, 15, "she cuts the tomatoes into small pieces", "kitchen"),
    ("kitchen.mp4", 4, 9, "she takes a knife", "kitchen"),
    ("kitchen.mp4", 15, 25, "she cooks a sauce of tomatoes and herbs", "kitchen"),
    ("street.mp4", 0, 3, "a bus stops", "street"),
];

Lesson.Part("By hand");
// Sources with too few pairs are left out; the others are sorted by time. (The paper asks for at least four.)
var byHand = clips.GroupBy(clip => clip.Source).Where(group => group.Count() >= 4).Select(group =>
{
    var inOrder = group.OrderBy(clip => clip.Start).ToArray();
    return (
        Text: string.Join(" ", inOrder.Select(clip => clip.Text + ".")), Seconds: inOrder.Sum(clip => clip.End - clip.Start),
        Parts: inOrder.Length);
}).ToArray();
foreach (var (text, seconds, parts) in byHand) Console.WriteLine(FormattableString.Invariant($"  {parts} clips, {seconds} s: {text}"));

Lesson.Part("The library's plan SVST → LVLT → LVST");
var pairs = clips.Select(
    (clip, id) => Pair.Of(id, new ClipSegment(clip.Video, clip.Start, clip.End), clip.Text, clip.Source, Granularity.Svst));
var sets = Expansion.Run(pairs, ExpansionPlan.Default, new ExpansionContext(new ExtractiveSummarizer(), new Gexia.Rng(seed: 8)));
Lesson.Table(
    ["granularity", "pairs", "seconds", "text"],
    sets.SelectMany(set => set.Pairs.Select(pair => new object[] { set.Granularity, pair.Clip.Count, pair.Duration, pair.Text })));

var (lvlt, lvst) = (sets[1].Pairs, sets[2].Pairs);
Lesson.Holds("one long pair, as by hand: the street has one clip only", lvlt.Count == byHand.Length && byHand.Length == 1);
Lesson.Holds("its text is the sentences in time order", lvlt[0].Text == byHand[0].Text);
Lesson.Same("its length in seconds", lvlt[0].Duration, byHand[0].Seconds, 0);
Lesson.Holds(
    "its video is a list of references",
    string.Join("; ", lvlt[0].Clip).StartsWith("kitchen.mp4 [0, 4) s; kitchen.mp4 [4, 9) s", StringComparison.Ordinal));
Lesson.Holds(
    "the summary is shorter, and the video the same",
    lvst[0].Text.Length < lvlt[0].Text.Length && lvst[0].Clip.SequenceEqual(lvlt[0].Clip));

// The extractive summary keeps the sentences that say most. A sentence's score adds up its content words; a word that many sentences share
// says less: score = Σ tf(w)·ln(1 + n/df(w)), with n sentences of which df(w) hold w.

Lesson.Part("The score of a sentence, by hand");
string[] functionWords = ["a", "she", "the", "into", "of", "and"];
var sentences = byHand[0].Text.TrimEnd('.').Split(". ");
string[] Words(string sentence) => [.. sentence.Split(' ').Where(word => !functionWords.Contains(word))];
var scores = sentences.Select(sentence => Words(sentence).GroupBy(word => word).Sum(word =>
    word.Count() * Math.Log(1 + ((double)sentences.Length / sentences.Count(other => Words(other).Contains(word.Key)))))).ToArray();
Lesson.Table(["score", "sentence"], sentences.Select((sentence, i) => new object[] { scores[i], sentence }));
var best = sentences[Array.IndexOf(scores, scores.Max())];
Lesson.Holds($"the summary holds the best sentence: {best}", lvst[0].Text.Contains(best, StringComparison.Ordinal));

// A picture from a clip: the middle frame is a segment without duration.

Lesson.Part("A picture instead of a clip");
var picture = Compression.OfVideo([sets[0].Pairs[0]], Granularity.Ist).Single();
Console.WriteLine($"  {picture.Granularity}: {picture.Clip[0]}");
Lesson.Same("the moment is the middle of the clip", picture.Clip[0].Start, 2, 0);
Lesson.End();
