using Gexia.Data.Loading;

namespace Gexia.Tests.Data.Loading;

public sealed class BatchPlanTests
{
    private static PlannedSet Distinct(string name, int pairs, int batch, double weight = 1) =>
        new(
            name, batch, [.. Enumerable.Range(0, pairs).Select(i => $"v{i}")], [.. Enumerable.Range(0, pairs).Select(i => $"t{i}")],
            weight);

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
        foreach (var number in new[] { 59, 3, 17, 0, 41, 17 })
            Assert.Equal(inOrder[number].Samples, string.Join(",", jumping.At(number).Samples));
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
        var plan = new BatchPlan(
            new Rng(4), [Distinct("S", 100, 1), Distinct("L", 10, 1, weight: 5), Distinct("never", 10, 1, weight: 0)],
            GranularityOrder.Proportional);
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
        // nobody is left out for ever
        Assert.Equal(23, Enumerable.Range(0, 40).SelectMany(number => plan.At(number).Samples).Distinct().Count());
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
        var set = new PlannedSet(
            "S", 8, [.. Enumerable.Range(0, 40).Select(i => $"v{i % 20}")], [.. Enumerable.Range(0, 40).Select(i => $"t{i / 2}")]);
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

    /// <summary>Clip k has counts[k] pairs with texts of their own.</summary>
    private static PlannedSet Captioned(int batch, params int[] counts) => new("S", batch,
        [.. counts.SelectMany((count, clip) => Enumerable.Repeat($"v{clip}", count))],
        [.. Enumerable.Range(0, counts.Sum()).Select(i => $"t{i}")]);

    [Theory]
    [InlineData(8, 40)]             // 8 clips of 5 pairs in batches of 8: each batch must hold all of them
    [InlineData(3, 15)]             // 5 clips of 3 pairs: fits exactly, if none is put off for too long
    [InlineData(32, 800)]           // 40 clips of 20 pairs, as MSR-VTT has them
    [InlineData(5, 7)]              // a last batch that cannot be filled
    public void Captions_of_one_clip_never_meet(int batch, int pairs)
    {
        var clips = batch switch { 8 => 8, 3 => 5, 32 => 40, _ => 6 };
        AssertApart(
            Captioned(batch, [.. Enumerable.Range(0, clips).Select(clip => (pairs / clips) + (clip < pairs % clips ? 1 : 0))]),
            perEpoch: pairs / batch);
    }

    /// <summary>
    /// Σ min(c, R) ≥ R·B: of a clip with too many captions only so many are taken in one epoch as there are batches to hold them.
    /// </summary>
    [Fact]
    public void A_clip_with_most_of_the_captions_is_in_every_batch_once()
    {
        var set = Captioned(8, [40, .. Enumerable.Repeat(1, 40)]);
        AssertApart(set, perEpoch: 5);                                                      // min(40, 5) + 40 = 45 ≥ 5·8; 6 would need 48
        var plan = new BatchPlan(new Rng(1), [set]);
        Assert.All(Enumerable.Range(0, 40), number => Assert.Single(plan.At(number).Samples, sample => sample < 40));
        // nobody is left out for ever
        Assert.Equal(80, Enumerable.Range(0, 400).SelectMany(number => plan.At(number).Samples).Distinct().Count());
    }

    [Fact]
    public void Any_mixture_of_captions_is_kept_apart()
    {
        for (ulong seed = 0; seed < 60; seed++)
        {
            var rng = new Rng(seed);
            int[] counts = [.. Enumerable.Range(0, 2 + rng.NextInt32(12)).Select(_ => 1 + rng.NextInt32(9))];
            AssertApart(Captioned(2 + rng.NextInt32(7), counts), perEpoch: null);
        }
    }

    [Fact]
    public void Batches_are_no_larger_than_there_are_clips()
    {
        foreach (var samples in Enum.GetValues<SampleOrder>())
        {
            var set = Captioned(32, 4, 4, 4);
            Assert.Equal((3, 3), (set.Clips, set.Filled));
            Assert.All(Enumerable.Range(0, 20), number =>
                Assert.Equal(
                    3,
                    new BatchPlan(new Rng(1), [set], samples: samples).At(number).Samples.Select(i => set.VideoKeys[i]).Distinct()
                        .Count()));
        }
    }

    /// <summary>With one caption a clip, equal texts wait as ever: these are the batches of the first published plan.</summary>
    [Fact]
    public void One_caption_a_clip_gives_the_known_batches()
    {
        var set = new PlannedSet(
            "S", 8, [.. Enumerable.Range(0, 40).Select(i => $"v{i}")], [.. Enumerable.Range(0, 40).Select(i => $"t{i / 2}")]);
        Assert.Equal(
            [
                "36,16,31,11,22,6,35,33", "37,34,24,38,17,9,13,28", "0,21,5,3,14,18,7,27", "4,30,25,26,19,23,20,15", "1,10,8,12,39,2,29,32",
                "22,38,10,34,20,14,37,33",
            ], First(new BatchPlan(new Rng(3), [set]), 6).Select(batch => batch.Samples));
    }

    private static void AssertApart(PlannedSet set, int? perEpoch)
    {
        foreach (var samples in Enum.GetValues<SampleOrder>())
        {
            var plan = new BatchPlan(new Rng(7), [set], samples: samples);
            for (var number = 0; number < 60; number++)
            {
                var batch = plan.At(number).Samples;
                Assert.Equal(set.Filled, batch.Select(i => set.VideoKeys[i]).Distinct().Count());
                Assert.Equal(set.Filled, batch.Count);
            }
        }
        var epochs = new BatchPlan(new Rng(7), [set]);
        if (perEpoch is not { } length) return;
        for (var first = 0; first < 3 * length; first += length)
            Assert.Equal(
                length * set.Filled, Enumerable.Range(first, length).SelectMany(number => epochs.At(number).Samples).Distinct().Count());
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
