using Gexia.Data.Synthetic;
using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Tests.Support;
using Gexia.Training;
using Gexia.Training.Config;
using Gexia.Training.GroundingWorlds;
using Gexia.Training.Runs;

namespace Gexia.Tests.Training.GroundingWorlds;

/// <summary>That the miniature does what it says; what a long training reaches is the demo's to show.</summary>
public sealed class GroundingExperimentTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly GroundingOptions tiny = new() { Seed = 2, Steps = 2, TrainSources = 32, TestSources = 6 };

    public void Dispose() => folder.Dispose();

    private GroundingResult Run(GroundingOptions options, string name, int seeds = 1) =>
        new GroundingExperiment(options, seeds).Run(folder.File(name), (_, _) => new NoProgress());

    private byte[] Weights(string run) => File.ReadAllBytes(new RunFolder(folder.File(run)).Last);

    [Fact]
    public void Five_rows_are_trained_and_measured_and_a_second_time_only_measured()
    {
        var first = Assert.Single(Run(tiny, "one").Seeds);
        Assert.Equal(["contrastive", "blended", "grounding", "grouping", "both"], first.Rows.Keys.Order(Comparer<string>.Create(
            (a, b) => Place(a).CompareTo(Place(b)))));
        Assert.All(first.Rows.Values, row =>
        {
            Assert.Equal((6, 6, 12), (row.Retrieval.Protocol.Videos, row.Clips.Count, row.Phrases.Count));
            Assert.InRange(row.ClipAccuracy, 50, 100);
            Assert.InRange(row.CentreAccuracy, 0, 100);
            Assert.InRange(row.BlockContrast, -2, 2);
            Assert.InRange(row.Pointing, 0, 100);
            Assert.InRange(row.Overlap, 0, 100);
            Assert.All(row.Clips, clip => Assert.InRange(clip.Mask.Count(kind => kind), 4, 7));
            Assert.All(row.Clips, clip => Assert.NotEqual(clip.Source, clip.Background));
        });
        // The same is pasted into the same, whatever the row.
        Assert.All(first.Rows.Values, row => Assert.Equal(
            first.Rows["both"].Clips.Select(clip => (clip.Source, clip.Background, string.Join("", clip.Mask))),
            row.Clips.Select(clip => (clip.Source, clip.Background, string.Join("", clip.Mask)))));
        Assert.Equal(
            first.Unseen.SelectMany(source => source.Phrases.Select(phrase => (source.Id, phrase))),
            first.Rows["both"].Phrases.Select(phrase => (phrase.Source, phrase.Map.Phrase)));

        var weights = GroundingRow.All.ToDictionary(row => row.Name, row => Weights($"one/{row.Name}"));
        var again = Run(tiny, "one", seeds: 2);
        Assert.Equal([2UL, 3UL], again.Seeds.Select(seed => seed.Seed));
        foreach (var row in GroundingRow.All)
        {
            Assert.Equal(first.Rows[row.Name].Named, again.Seeds[0].Rows[row.Name].Named);
            Assert.Equal(weights[row.Name], Weights($"one/{row.Name}"));
            Assert.NotEqual(weights[row.Name], Weights($"one/seed-3/{row.Name}"));
        }
        static int Place(string name) => GroundingRow.All.Index().First(item => item.Item.Name == name).Index;
    }

    [Fact]
    public void Its_runs_are_ordinary_and_open_wherever_the_folder_lies()
    {
        Run(tiny, "made");
        Directory.Move(folder.File("made"), folder.File("moved"));
        foreach (var row in GroundingRow.All)
        {
            var trained = TrainedRun.Open(new RunFolder(folder.File($"moved/{row.Name}")));
            Assert.True(File.Exists(trained.Config.Data.Pairs) && File.Exists(trained.Config.Eval.Pairs), row.Name);
            var losses = ((SViLMModel)trained.Model).Config.Losses;
            Assert.Equal(
                (row.Blends, row.Groups, row.Grounds, 1.0), (losses.Blend, losses.Temporal > 0, losses.Grounding > 0, losses.Contrastive));
        }
    }

    [Fact]
    public void An_interrupted_experiment_ends_with_the_same_bits()
    {
        Run(tiny, "whole");
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => new GroundingExperiment(tiny).Run(
            folder.File("cut"), (_, row) => new Stop(row.Name == "both" ? source : null), source.Token));
        Run(tiny, "cut");
        Assert.All(GroundingRow.All, row => Assert.Equal(Weights($"whole/{row.Name}"), Weights($"cut/{row.Name}")));
    }

    [Fact]
    public void A_change_that_cannot_be_made_is_told_of_before_anything_is_written() =>
        Assert.Throws<ConfigException>(() => new GroundingExperiment(tiny with { Changes = ["model.losses.temporl=1"] }));

    /// <summary>Training draws its prompts by the chunker; measuring takes the world's own phrases.</summary>
    [Fact]
    public void The_noun_phrases_of_a_caption_are_the_colour_and_shape_of_both_objects_and_every_word_is_known()
    {
        var tokenizer = new WordTokenizer(GroundingFolder.Words);
        var rng = new Rng(1);
        foreach (var scene in TwoObjectScene.All)
        {
            var caption = SceneGrammar.Caption(scene);
            Assert.Equal(scene.Objects.Select(SceneGrammar.Phrase), NounPhrases.Of(caption).Select(phrase => phrase.Text));
            Assert.InRange(tokenizer.Encode(caption).Length, 9, 11);
        }
        foreach (var scene in TwoObjectScene.All.Where((_, i) => i % 30 == 0))
            foreach (var prompt in CaptionPhrases.Training(SceneGrammar.Caption(scene), 2, rng))
                Assert.InRange(tokenizer.Encode(prompt).Length + 2, 5, GroundingConfig.PhraseLength);
    }

    private sealed class Stop(CancellationTokenSource? source) : IProgressSink
    {
        public void Stepped(StepReport report) => source?.Cancel();

        public void Skipped(long step, string reason) { }

        public void Evaluated(long step, IReadOnlyList<Figure> figures) { }

        public void Saved(long step, string path) { }
    }
}
