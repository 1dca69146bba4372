using System.Text.Json;
using Gexia.Tests.Support;
using Gexia.Training.Optimizers;

namespace Gexia.Tests.Training.Optimizers;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(6, 0.5)]
    [InlineData(10, 0)]
    [InlineData(11, 0)]
    public void Warmup_then_cosine(long step, double expected) =>
        Assert.Equal(expected, new WarmupThenCosine(2, 10).Multiplier(step), 1e-15);

    [Theory]
    [InlineData(0, 1 / 3.0)]
    [InlineData(1, 2 / 3.0 * 0.9330127018922193)] // ½(1 + cos(π/6))
    [InlineData(3, 0.5)]
    [InlineData(4, 0.25)]
    [InlineData(6, 0)]
    public void Warmup_times_cosine(long step, double expected) =>
        Assert.Equal(expected, new WarmupTimesCosine(3, 6).Multiplier(step), 1e-15);

    [Fact]
    public void Warmup_then_constant() =>
        Assert.Equal([0.25, 0.5, 0.75, 1, 1], Enumerable.Range(0, 5).Select(step => new WarmupThenConstant(4).Multiplier(step)));

    [Fact]
    public void No_warmup_and_a_warmup_of_everything_are_finite()
    {
        Assert.Equal(1, new WarmupThenCosine(0, 5).Multiplier(0));
        Assert.Equal(1, new WarmupTimesCosine(0, 5).Multiplier(0));
        Assert.Equal([0.5, 1, 0], Enumerable.Range(0, 3).Select(step => new WarmupThenCosine(2, 2).Multiplier(step)));
    }

    [SharedFact]
    public void The_golden_training_had_these_learning_rates()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(Environs.Shared!, "golden", "clip-tiny", "training.json")));
        var schedule = new WarmupThenCosine(2, 10);
        var step = 0;
        foreach (var rates in golden.RootElement.GetProperty("lrs").EnumerateArray())
        {
            Assert.Equal(rates[0].GetDouble(), 0.001 * schedule.Multiplier(step), 1e-15);
            Assert.Equal(rates[1].GetDouble(), 0.01 * schedule.Multiplier(step++), 1e-15);
        }
        Assert.Equal(4, step);
    }
}
