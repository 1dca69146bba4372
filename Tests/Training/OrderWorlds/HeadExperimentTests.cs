using Gexia.Io;
using Gexia.Tests.Support;
using Gexia.Training;
using Gexia.Training.OrderWorlds;

namespace Gexia.Tests.Training.OrderWorlds;

/// <summary>What is trained for a comparison of heads, and on what; what it reaches is for long trainings to show.</summary>
public sealed class HeadExperimentTests : IDisposable
{
    private static readonly HeadWorld world = HeadWorld.Order(2);

    private static readonly HeadTraining frozen = new(world, VideoHead.Gexia, 0), slow = frozen with { TowersRate = 1e-4 },
        pooled = slow with { Head = VideoHead.MeanPooling }, noTime = slow with { TemporalEmbedding = false },
        scratch = new(HeadWorld.Scenes, VideoHead.Gexia, 1e-3) { Stage = null };

    private readonly TemporaryFolder folder = new();
    private readonly OrderOptions tiny = new() { Seed = 3, Steps = 3, TrainSources = 32, TestSources = 12 };

    public void Dispose() => folder.Dispose();

    private HeadResult Run(params HeadTraining[] trainings) =>
        new HeadExperiment(tiny, 1, trainings.Select(HeadCell.Of)).Run(folder.Path, _ => new NoProgress());

    private string Weights(HeadWorld place, string run) => folder.File($"seed-3/{place.Name}/{run}/last.safetensors");

    private Dictionary<string, float[]> Towers(string run, HeadWorld? place = null)
    {
        using var file = SafeTensors.Open(Weights(place ?? world, run));
        return file.Keys.Where(name => !name.StartsWith("iam.", StringComparison.Ordinal) && name != "logit_scale")
            .ToDictionary(name => name, name => file[name].ToArray<float>());
    }

    [Fact]
    public void Names_say_what_a_training_is() => Assert.Equal(
        ["gexia-frozen", "gexia-1e-4", "meanp-1e-4", "gexia-1e-4-no-time", "gexia-scratch-1e-3", "gexia-from-scenes-frozen"],
        new[] { frozen, slow, pooled, noTime, scratch, frozen with { Stage = HeadWorld.Scenes } }.Select(training => training.Name));

    [Fact]
    public void Heads_of_a_world_stand_on_the_same_towers_and_leave_them_where_they_are_frozen()
    {
        var result = Run(frozen, slow, noTime, pooled);
        var (started, kept, moved) = (Towers("towers"), Towers("gexia-frozen"), Towers("gexia-1e-4"));
        Assert.All(kept, tower => Assert.Equal(started[tower.Key], tower.Value));
        Assert.NotEmpty(kept);
        Assert.Contains(moved, tower => !started[tower.Key].SequenceEqual(tower.Value));
        var seed = Assert.Single(result.Seeds);
        Assert.Equal((50, 50), (seed.Heads[HeadCell.Of(noTime)].Twin, seed.Heads[HeadCell.Of(pooled)].Twin));
        Assert.InRange(seed.Ceilings[world], 100.0 / 12, 100.0 * 8 / 12);       // 2 palettes on 4 backgrounds make 8 sets at most
    }

    [Fact]
    public void Towers_may_come_from_frames_of_another_world()
    {
        var other = frozen with { Stage = HeadWorld.Order(1) };
        var experiment = new HeadExperiment(tiny, 1, [HeadCell.Of(other)]);
        Assert.Equal(2, experiment.Trainings);
        experiment.Run(folder.Path, _ => new NoProgress());
        Assert.False(File.Exists(Weights(world, "towers")));
        var started = Towers("towers", HeadWorld.Order(1));
        Assert.All(Towers(other.Name), tower => Assert.Equal(started[tower.Key], tower.Value));
    }

    [Fact]
    public void Only_what_is_asked_for_is_trained_once_and_measured_at_each_number_of_iterations()
    {
        HeadCell[] cells = [HeadCell.Of(scratch), new(scratch, new(0, 0)), HeadCell.Of(scratch)];
        var experiment = new HeadExperiment(tiny, 1, cells);
        Assert.Equal((1, 1), (experiment.Trainings, experiment.Heads.Count));
        var first = Assert.Single(experiment.Run(folder.Path, _ => new NoProgress()).Seeds);
        Assert.Equal(2, first.Heads.Count);
        Assert.Equal(12, first.Heads[cells[1]].Retrieval.Protocol.Videos);
        Assert.False(File.Exists(Weights(HeadWorld.Scenes, "towers")));
        Assert.InRange(first.Ceilings[HeadWorld.Scenes], 90, 100);
        var weights = File.ReadAllBytes(Weights(HeadWorld.Scenes, scratch.Name));

        var again = Run(scratch).Seeds[0];
        Assert.Equal(weights, File.ReadAllBytes(Weights(HeadWorld.Scenes, scratch.Name)));
        Assert.Equal(first.Heads[cells[0]].Retrieval.TextRanks, again.Heads[cells[0]].Retrieval.TextRanks);
        Assert.NotEqual(Ranks(cells[0]), Ranks(cells[1]));

        IEnumerable<double> Ranks(HeadCell cell) =>
            first.Heads[cell].Retrieval.TextRanks.Concat(first.Heads[cell].Retrieval.VideoRanks);
    }
}
