using Gexia.Data.Datasets.Splits;
using Gexia.Models;
using Gexia.Tests.Cli;
using Gexia.Tests.Support;
using Gexia.Training.Evaluation;
using Gexia.Training.Tasks.Localization;

namespace Gexia.Tests.Training.Tasks;

/// <summary>Temporal localisation from official files to the card, and its parts against values found by hand.</summary>
public sealed class LocalizationTests(TaskWorld world) : IClassFixture<TaskWorld>
{
    private const string Task = "\"kind\": \"localization\", \"dataset\": \"activitynet-v1.3\", \"windows\": 8, \"width\": 32";

    [Fact]
    public void Colours_in_time_are_found()
    {
        var data = world.ActivityNet();
        var trained = CliResult.Run([
            .. world.Train(Task, data, "anet", "task.frames=1", "training.steps=300", "training.learningRate=0.01"), "--json"]);
        Assert.True(trained.Code == 0, trained.Error);
        var figures = trained.Json.GetProperty("figures");
        Assert.Equal(["map", "map@0.5", "map@0.75", "map@0.95"], figures.EnumerateObject().Select(figure => figure.Name));
        Assert.True(figures.GetProperty("map@0.5").GetDouble() > 90, trained.Out);
        var split = trained.Json.GetProperty("protocol").GetProperty("splits")[0];
        Assert.Equal((9, 3, 3, 9, 3), (
            split.GetProperty("train").GetProperty("items").GetInt32(), split.GetProperty("test").GetProperty("items").GetInt32(),
            split.GetProperty("classes").GetInt32(), split.GetProperty("train_segments").GetInt32(),
            split.GetProperty("test_segments").GetInt32()));
        var again = CliResult.Run("eval", world.File("anet"), "--json");
        Assert.Equal($"{trained.Json.GetProperty("protocol")}", $"{again.Json.GetProperty("protocol")}");
        Assert.Contains("\"terms\":{\"classes\":", File.ReadLines(world.File("anet/log.jsonl")).First());
    }

    [Theory]
    [InlineData("task.trained=all", "localization learns on features of a model that stays as it is")]
    [InlineData("task.test=testing", "holds no segment")]
    [InlineData("task.train=", "names no split")]
    public void What_cannot_be_used_is_one_line(string setting, string expected) =>
        Assert.Contains(expected, CliResult.Run(world.Train(Task, world.ActivityNet(), "wrong", setting)).OneErrorLine(3));

    /// <summary>Ten seconds, five positions at 1, 3, 5, 7 and 9 s, two seconds apart; an action from 2 to 6 s covers the second and third.
    /// </summary>
    [Fact]
    public void Targets_are_ways_to_start_and_end_in_positions()
    {
        var (classes, times) = (new int[5], new float[10]);
        Assert.Equal(2, new Positions(5, 10).Targets([new ActionSegment(2, 6, 1)], 3, classes, times));
        Assert.Equal([3, 1, 1, 3, 3], classes);
        Assert.Equal([0, 0, Math.Log(0.5), Math.Log(1.5), Math.Log(1.5), Math.Log(0.5), 0, 0, 0, 0], times.Select(x => (double)x), Close);
        var span = new Positions(5, 10).Span(0, 1, 1, 0.5, times[2], times[3]);
        Assert.Equal((2, 6), (Math.Round(span.Start, 5), Math.Round(span.End, 5)));
    }

    /// <summary>
    /// An action between two positions belongs to the nearest, one behind the end to none; a position in several to the shortest.
    /// </summary>
    [Fact]
    public void Odd_actions_have_their_position()
    {
        var (classes, times) = (new int[5], new float[10]);
        Assert.Equal(1, new Positions(5, 10).Targets([new ActionSegment(1.2, 1.4, 0), new ActionSegment(11, 12, 1)], 3, classes, times));
        Assert.Equal([0, 3, 3, 3, 3], classes);
        Assert.Equal(5, new Positions(5, 10).Targets([new ActionSegment(4, 6, 2), new ActionSegment(0, 30, 0)], 3, classes, times));
        Assert.Equal([0, 0, 2, 0, 0], classes);
        Assert.Equal(0, new Positions(1, 10).Targets([], 3, classes.AsSpan(0, 1), times.AsSpan(0, 2)));
    }

    [Fact]
    public void The_surest_of_a_class_stays()
    {
        ActionSpan a = new(0, 0, 0, 10, 0.9), b = new(0, 0, 1, 10, 0.8), c = new(0, 1, 1, 10, 0.7), d = new(0, 0, 5, 10, 0.6);
        Assert.Equal([a, c, d], Suppression.Of([d, c, b, a, a with { Score = double.NaN }, a with { End = 0 }], 0.5, 10));
        Assert.Equal([a], Suppression.Of([a, b, c, d], 0.5, 1));
        Assert.Empty(Suppression.Of([], 0.5, 1));
    }

    /// <summary>A convolution over three positions sees its neighbours and no others; at the ends there are zeros.</summary>
    [Fact]
    public void A_layer_sees_one_position_further()
    {
        using var scope = TensorScope.Begin();
        var head = new LocalizationHead(ParameterScope.Fresh(new Rng(3)), features: 4, width: 6, layers: 1, classes: 2);
        var values = Enumerable.Range(0, 20).Select(i => (float)Math.Sin(i)).ToArray();
        float[] Classes() => head.Forward(Tensor.Of(values, [1, 5, 4])).Classes.ToArray<float>();
        var before = Classes();
        values[0] += 1;                                             // of position 0
        var after = Classes();
        Assert.Equal([true, true, false, false, false], before.Chunk(3).Zip(after.Chunk(3)).Select(p => !p.First.SequenceEqual(p.Second)));
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-6;
}
