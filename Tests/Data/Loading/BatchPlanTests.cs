using Gexia.Data.Loading;

namespace Gexia.Tests.Data.Loading;

public sealed class BatchPlanTests
{
    private static PlannedSet Distinct(string name, int pairs, int batch, double weight = 1) =>
        new(name, batch, [.. Enumerable.Range(0, pairs).Select(i => $"v{i}")], [.. Enumerable.Range(0, pairs).Select(i => $"t{i}")], weight);

    private static IEnumerable<(int Set, string Samples)> First(BatchPlan plan, int count) =>
        Enumerable.Range(0, count).Select(number => plan.At(number)).Select(batch => (batch.Set, string.Join(",", batch.Samples)));

    [Theory]
    [InlineData(GranularityOrder.Turns, SampleOrder.Epochs)]
    [InlineData(GranularityOrder.Turns, SampleOrder.Uniform)]
    [InlineData(GranularityOrder.Proportional, SampleOrder.Epochs)]
    [InlineData(GranularityOrder.Proportional, SampleOrder.Uniform)]
    public void A_batch_depends_on_seed_and_number_only(GranularityOrder order, SampleOrder samples)
    {
        BatchPlan Plan(ulong seed) => new(new Rng(seed), [Distinct("S", 23, 5), Distinct("L", 7, 3), Distinct("X", 2, 4)], order, samples);
        var inOrder = First(Plan(1), 60).ToArray();
        var jumping = Plan(1);
        foreach (var number in new[] { 59, 3, 17, 0, 41, 17 }) Assert.Equal(inOrder[number].Samples, string.Join(",", jumping.At(number).Samples));
        Assert.NotEqual(inOrder, First(Plan(2), 60));
        Assert.True(inOrder.Distinct().Count() > 30);
    }

    [Fact]
    public void Turns_go_round()
    {
        var plan = new BatchPlan(new Rng(1), [Distinct("S", 9, 2), Distinct("L", 9, 3)]);
        Assert.Equal([0, 1, 0, 1, 0], First(plan, 5).Select(batch => batch.Set));
        Assert.Equal([2, 3], Enumerable.Range(0, 2).Select(number => plan.At(number).Samples.Count));
    }

    [Fact]
    public void Proportions_follow_pairs_times_weight()
    {
        var plan = new BatchPlan(new Rng(4), [Distinct("S", 100, 1), Distinct("L", 10, 1, weight: 5), Distinct("never", 10, 1, weight: 0)], GranularityOrder.Proportional);
        var counts = First(plan, 3000).CountBy(batch => batch.Set).ToDictionary();
        Assert.False(counts.ContainsKey(2));
        Assert.InRange(counts[1] / 3000.0, 0.30, 0.37); // 50/150
    }

    [Fact]
    public void An_epoch_shows_every_pair_at_most_once_and_the_next_in_another_order()
    {
        var plan = new BatchPlan(new Rng(2), [Distinct("S", 23, 5)]);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var samples = Enumerable.Range(epoch * 4, 4).SelectMany(number => plan.At(number).Samples).ToArray();
            Assert.Equal(20, samples.Distinct().Count());
        }
        Assert.NotEqual(First(plan, 4).ToArray(), [.. First(plan, 8).Skip(4)]);
        Assert.Equal(23, Enumerable.Range(0, 40).SelectMany(number => plan.At(number).Samples).Distinct().Count()); // nobody is left out for ever
    }

    [Fact]
    public void Uniform_batches_hold_different_pairs_and_reach_all()
    {
        var plan = new BatchPlan(new Rng(2), [Distinct("S", 11, 4)], samples: SampleOrder.Uniform);
        var counts = new int[11];
        for (var number = 0; number < 2000; number++)
        {
            Assert.Equal(4, plan.At(number).Samples.Distinct().Count());
            foreach (var sample in plan.At(number).Samples) counts[sample]++;
        }
        Assert.All(counts, count => Assert.InRange(count, 600, 860)); // 2000·4/11 = 727
    }

    [Theory]
    [InlineData(SampleOrder.Epochs)]
    [InlineData(SampleOrder.Uniform)]
    public void Equal_videos_and_equal_texts_do_not_meet(SampleOrder samples)
    {
        // 40 pairs, 20 texts and 20 videos, each twice, in different combinations: batches of 8 can always avoid both.
        var set = new PlannedSet("S", 8, [.. Enumerable.Range(0, 40).Select(i => $"v{i % 20}")], [.. Enumerable.Range(0, 40).Select(i => $"t{i / 2}")]);
        var plan = new BatchPlan(new Rng(3), [set], samples: samples);
        var last = samples == SampleOrder.Epochs ? 4 : 5; // the last batch of an epoch takes what is left
        for (var number = 0; number < 100; number++)
        {
            if (number % 5 >= last) continue;
            var batch = plan.At(number).Samples;
            Assert.Equal(8, batch.Select(i => set.VideoKeys[i]).Distinct().Count());
            Assert.Equal(8, batch.Select(i => set.TextKeys[i]).Distinct().Count());
        }
    }

    [Fact]
    public void When_equals_cannot_be_avoided_the_batch_keeps_its_size()
    {
        var set = new PlannedSet("S", 4, ["a", "b", "c", "d", "e", "f"], ["same", "same", "same", "same", "same", "other"]);
        foreach (var samples in Enum.GetValues<SampleOrder>())
        {
            var batch = new BatchPlan(new Rng(3), [set], samples: samples).At(0).Samples;
            Assert.Equal(4, batch.Distinct().Count());
            Assert.Contains(5, batch); // the one that could be told apart is there
        }
    }

    [Fact]
    public void Empty_and_impossible_plans_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new BatchPlan(new Rng(1), []));
        Assert.Contains("LVST", Assert.Throws<ArgumentException>(() => new BatchPlan(new Rng(1), [Distinct("LVST", 0, 4)])).Message);
        Assert.Throws<ArgumentException>(() => new BatchPlan(new Rng(1), [Distinct("S", 3, 0)]));
        Assert.Throws<ArgumentException>(() => new BatchPlan(new Rng(1), [Distinct("S", 3, 1, weight: 0)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchPlan(new Rng(1), [Distinct("S", 3, 1)]).At(-1));
    }
}
