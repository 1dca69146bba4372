using FsCheck;
using FsCheck.Fluent;
using Gexia.Data.Granularities;

namespace Gexia.Tests.Data.Granularities;

public class IntegrationTests
{
    private static readonly IntegrationOptions ToLong = new(Granularity.Lvlt);

    [Fact]
    public void Clips_of_a_source_are_joined_in_time_order()
    {
        Pair[] pairs = [SomePairs.Of(0, "a", 5, 6), SomePairs.Of(3, "a", 1, 3), SomePairs.Of(2, "a", 1, 2), SomePairs.Of(1, "a", 1, 3)];
        var joined = Assert.Single(Integration.BySource(pairs, ToLong));
        Assert.Equal("a 2. a 1. a 3. a 0.", joined.Text);               // by start, then end, then id
        Assert.Equal([(1, 2), (1, 3), (1, 3), (5, 6)], joined.Clip.Select(segment => (segment.Start, segment.End)));
        Assert.Equal(
            (0, "a", 1, 6, Granularity.Lvlt, 6), (joined.Id, joined.Source, joined.Start, joined.End, joined.Granularity, joined.Duration));
    }

    /// <summary>A line that stands three times is one pair; another caption of the same clip is a pair of its own.</summary>
    [Fact]
    public void A_repeated_pair_counts_once()
    {
        Pair[] once = [SomePairs.Of(0, "a", 5, 6), SomePairs.Of(1, "a", 1, 3), SomePairs.Of(2, "a", 1, 3)];
        Pair[] repeated =
        [
            .. once, once[0] with { Id = 3, Clip = [new("./a.mp4", 5, 6)] }, once[1] with { Id = 4, Text = " a 1 " },
            .. once.Select(pair => pair with { Id = pair.Id + 5 }),
        ];
        Assert.Equal(
            SomePairs.Facts(Integration.BySource(once, ToLong with { MinPairs = 3 })),
            SomePairs.Facts(Integration.BySource(repeated, ToLong with { MinPairs = 3 })));
        Assert.Equal("a 1. a 2. a 0.", Assert.Single(Integration.BySource(repeated, ToLong with { MinPairs = 3 })).Text);
        Assert.Empty(Integration.BySource(repeated, ToLong with { MinPairs = 4 }));
    }

    [Theory]
    [InlineData(4, new[] { "b" })]
    [InlineData(3, new[] { "a", "b" })]
    [InlineData(5, new string[0])]
    [InlineData(1, new[] { "a", "b", "c" })]
    public void Sources_with_too_few_pairs_are_left_out(int least, string[] kept)
    {
        var pairs = "abcabbab".Select((source, i) => SomePairs.Of(i, source.ToString(), i, i + 1));        // a: 3, b: 4, c: 1
        Assert.Equal(kept, Integration.BySource(pairs, ToLong with { MinPairs = least }).Select(pair => pair.Source));
    }

    [Fact]
    public void Every_clip_of_a_kept_source_appears_exactly_once_and_durations_add_up() =>
        Prop.ForAll(SomePairs.Any, Gen.Choose(0, 5).ToArbitrary(), (pairs, cap) =>
        {
            var kept = pairs.GroupBy(pair => pair.Source).Where(group => group.Count() >= 4).SelectMany(group => group).ToList();
            var joined = Integration.BySource(pairs, ToLong with { MaxClipsPerLong = cap });
            var texts = joined.SelectMany(pair => pair.Text.TrimEnd('.').Split(". "));
            return texts.Order().SequenceEqual(kept.Select(pair => pair.Text).Order())
                && joined.Sum(pair => pair.Duration) == kept.Sum(pair => pair.Duration)
                && joined.All(pair => cap == 0 || pair.Clip.Count <= cap);
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void A_cap_divides_evenly_in_time_order()
    {
        var pairs = Enumerable.Range(0, 11).Select(i => SomePairs.Of(i, "a", i, i + 1));
        var joined = Integration.BySource(pairs, ToLong with { MaxClipsPerLong = 4 });
        Assert.Equal([3, 4, 4], joined.Select(pair => pair.Clip.Count));
        Assert.Equal(Enumerable.Range(0, 11), joined.SelectMany(pair => pair.Clip).Select(segment => (int)segment.Start));
        Assert.Equal([(0, 3), (3, 7), (7, 11)], joined.Select(pair => (pair.Start, pair.End)));
    }

    [Fact]
    public void Random_integration_has_the_same_number_and_sizes_that_occur() =>
        Prop.ForAll(SomePairs.Any, ArbMap.Default.ArbFor<uint>(), (pairs, seed) =>
        {
            var sizes = Integration.BySource(pairs, ToLong).Select(pair => pair.Clip.Count).ToList();
            var random = Integration.AtRandom(pairs, ToLong, new Rng(seed)).ToList();
            return random.Count == sizes.Count && random.All(pair =>
                sizes.Contains(pair.Clip.Count)
                && pair.Text.TrimEnd('.').Split(". ").Distinct().Count() == pair.Clip.Count         // drawn without replacement
                && pair.Start == 0 && pair.End == pair.Duration);
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void The_seed_alone_decides_what_is_drawn()
    {
        var pairs = Enumerable.Range(0, 400).Select(i => SomePairs.Of(i, $"s{i / 5}", i, i + 1)).ToArray();
        var first = SomePairs.Facts(Integration.AtRandom(pairs, ToLong, new Rng(7)));
        Assert.Equal(80, first.Count);
        Assert.Equal(first, SomePairs.Facts(Integration.AtRandom(pairs, ToLong, new Rng(7))));
        Assert.NotEqual(first, SomePairs.Facts(Integration.AtRandom(pairs, ToLong, new Rng(8))));
        Assert.Equal(80, first.Select(fact => fact[fact.IndexOf('[')..]).Distinct().Count());         // and every result draws anew
    }

    [Fact]
    public void Without_sources_number_and_size_are_given()
    {
        var pairs = Enumerable.Range(0, 3).Select(i => SomePairs.Of(i, $"s{i}", 0, 1)).ToArray();
        Assert.Empty(Integration.AtRandom(pairs, ToLong, new Rng(1)));
        Assert.Equal([2, 2, 2, 2, 2], Integration.AtRandom(pairs, 5, 2, ToLong, new Rng(1)).Select(pair => pair.Clip.Count));
        Assert.Equal([3], Integration.AtRandom(pairs, 1, 4, ToLong, new Rng(1)).Select(pair => pair.Clip.Count));
        Assert.Empty(Integration.AtRandom([], 5, 4, ToLong, new Rng(1)));
    }

    [Fact]
    public void Groups_join_long_pairs_and_leave_out_the_rest()
    {
        var pairs = Enumerable.Range(0, 40).Select(i => SomePairs.Of(i, $"s{i / 4}", i, i + 1)).ToArray();
        var options = new IntegrationOptions(Granularity.Named("XLVXLT"));
        var joined = Integration.Groups(Integration.BySource(pairs, ToLong), 3, options);
        Assert.Equal([12, 12, 12], joined.Select(pair => pair.Clip.Count));
        Assert.Equal(["s0+s1+s2", "s3+s4+s5", "s6+s7+s8"], joined.Select(pair => pair.Source));
        Assert.Equal("a. b.", Integration.Groups([pairs[0] with { Text = "a" }, pairs[1] with { Text = "b." }], 2, options).First().Text);

        var shuffled =
            Integration.Groups(pairs, 4, options, new Rng(3)).SelectMany(pair => pair.Clip).Select(segment => (int)segment.Start).ToList();
        Assert.Equal(Enumerable.Range(0, 40), shuffled.Order());
        Assert.NotEqual(Enumerable.Range(0, 40), shuffled);
    }

    [Theory]
    [InlineData(null, "a dog runs. it barks! why? yes.")]
    [InlineData(" then ", "a dog runs then it barks! then why? then yes.")]
    public void Texts_keep_their_sentence_borders(string? separator, string expected) =>
        Assert.Equal(expected, TextJoining.Join([" a dog runs\n", "it barks!", "", "why?", "yes."], separator));
}
