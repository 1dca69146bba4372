#:project ../Training/Gexia.Training.csproj

// 12. A small training: videos find their captions
//
// All the parts at once. Synthetic videos (a coloured shape that moves) and their captions go through two towers and two IAMs (lessons 4
// and 7); the contrastive loss (6) compares them; Backward (2) gives gradients; AdamW (9) takes a step. What counts is measured on videos
// that were never trained on: at which rank does a caption's own video come?
//
//     R@1 = share of captions whose own video comes first          chance: 1 / number of videos

using Gexia;
using Gexia.Data.Image;
using Gexia.Data.Synthetic;
using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Training.Evaluation;
using Gexia.Training.Optimizers;

const int batch = 16, steps = 120, size = SceneRenderer.DefaultSize, context = 12;
var rng = new Rng(seed: 12);
var train = SyntheticSources.DistinctClips(new SyntheticSources(seed: 1).Create("train", 60), 200);
var test = SyntheticSources.DistinctClips(new SyntheticSources(seed: 2).Create("test", 40), 48);
var tokenizer = new WordTokenizer(SceneGrammar.Words);
Lesson.Part("What is learned from");
foreach (var (_, clip) in train.Take(3)) Console.WriteLine($"  {clip.Caption}");
Console.WriteLine($"  … {train.Count} clips to train on, {test.Count} to test on");

var tower = new TowerConfig { Width = 32, Layers = 1, Heads = 2 };
var model = new GexiaModel(ParameterScope.Fresh(rng), new GexiaConfig
{
    Vision = new() { ImageSize = size, PatchSize = 8, Tower = tower },
    Text = new() { VocabularySize = tokenizer.VocabularySize, ContextLength = context, Tower = tower },
    Iam = new() { Vectors = 4, Width = 32, Heads = 2 },
});
Console.WriteLine($"  a model of {model.Parameters.Length:N0} parameters");

Lesson.Part("Training");
var before = Evaluate();
var adam = new AdamW(model.Parameters, learningRate: 3e-3);
var schedule = new WarmupThenCosine(WarmupSteps: 10, Steps: steps);
var losses = new List<double>();
for (var step = 0; step < steps; step++)
{
    using var scope = TensorScope.Begin();
    var clips = rng.At(step, "batch").Sample(train.Count, batch).Select(i => train[i]).ToArray();
    var loss = ContrastiveLoss.Symmetric(
        model.EncodeVideo(Frames(clips), iterations: 1), model.EncodeText(Texts(clips), iterations: 1), model.LogitScale);
    adam.Step(loss.Backward(), schedule.Multiplier(step));
    losses.Add(loss.Item<float>());
}
double Mean(int from) => losses.Skip(from).Take(10).Average();
Lesson.Table(["steps", "mean loss"], new[] { 0, 30, 60, 90, 110 }.Select(step => new object[] { $"{step}–{step + 9}", Mean(step) }));
Console.WriteLine($"  chance is ln {batch} = {Math.Log(batch):0.00}");
Lesson.Chart("12-training.svg", "Loss by step", ("loss", [.. losses]));

Lesson.Part("What came of it, on clips that it has never seen");
var after = Evaluate();
Lesson.Table(
    ["", "R@1", "R@5", "median rank"],
    [
        ["before", before.R1, before.R5, before.MedianRank],
        ["after", after.R1, after.R5, after.MedianRank],
        ["chance", 100.0 / test.Count, 500.0 / test.Count, (test.Count + 1) / 2.0]
    ]);
Lesson.Holds("the loss fell to less than half", Mean(110) < 0.5 * Mean(0));
Lesson.Holds("captions find their videos far above chance", after.R1 > 5 * 100.0 / test.Count);
Lesson.End();

RetrievalMetrics Evaluate()
{
    using var pause = Graph.NoGradient();
    using var scope = TensorScope.Begin();
    return Retrieval.Evaluate(model.EncodeVideo(Frames(test), 1), model.EncodeText(Texts(test), 1)).TextToVideo;
}

// [clips, time, 3, size, size], normalised as CLIP does.
Tensor Frames(IReadOnlyList<(SyntheticSource Source, SyntheticClip Clip)> clips)
{
    var pictures = clips.Select(item => item.Source.FramesOf(item.Clip)).ToArray();
    var (time, values) = (pictures[0].Count, 3 * size * size);
    var frames = Tensor.Zeros([clips.Count, time, 3, size, size]);
    var span = frames.AsSpan<float>();
    for (var i = 0; i < clips.Count * time; i++) ClipPixels.Normalize(pictures[i / time][i % time], span.Slice(i * values, values));
    return frames;
}

TextIds Texts(IReadOnlyList<(SyntheticSource Source, SyntheticClip Clip)> clips) =>
    TextIds.Of([.. clips.SelectMany(item => tokenizer.EncodeForModel(item.Clip.Caption, context, out _))], context);
