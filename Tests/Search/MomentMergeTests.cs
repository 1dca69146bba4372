using FsCheck;
using FsCheck.Fluent;
using Gexia.Search.Ranking;
using Gexia.Search.Vectors;

namespace Gexia.Tests.Search;

public class MomentMergeTests
{
    [Fact]
    public void Neighbours_near_the_peak_become_one_moment()
    {
        var moments = Merge([0.1f, 1.9f, 2.0f, 1.8f, 1.7f, 0, 1.95f], _ => true, cut: 1);
        // 1.7 is more than 0.25 below the peak
        Assert.Equal((2.0f, 1, 3), (moments[0].Peak.Score, moments[0].First, moments[0].Last));
        Assert.Equal((6, 6), (moments[1].First, moments[1].Last));
        Assert.Equal((4, 4), (moments[2].First, moments[2].Last));
    }

    [Fact]
    public void A_moment_does_not_cross_a_cut() => Assert.Equal((2, 3), Bounds(Merge([2, 2, 2.1f, 2], window => window != 1, cut: 1)[0]));

    [Fact]
    public void What_does_not_match_is_not_part_of_a_moment_that_does()
    {
        Assert.Equal((1, 1), Bounds(Merge([0.95f, 1.1f, 0.9f], _ => true, cut: 1)[0]));
        // none matches: only the distance counts
        Assert.Equal((0, 2), Bounds(Merge([0.95f, 1.1f, 0.9f], _ => true, cut: 2)[0]));
        Assert.Equal((0, 1), Bounds(Merge([-1.1f, -1f, -1.3f], _ => true, cut: 2)[0]));                // below 0 as well
    }

    [Fact]
    public void Windows_that_may_not_be_used_are_in_no_moment() =>
        Assert.Equal(
            (1, 1), Bounds(Merge([float.NegativeInfinity, 1, float.NegativeInfinity], _ => true, cut: double.NegativeInfinity)[0]));

    [Fact]
    public void What_looks_alike_for_long_is_several_moments_of_a_minute()
    {
        var scores = Enumerable.Repeat(1f, 100).ToArray();
        (scores[40], scores[41]) = (1.1f, 1.05f);
        var moments = Merge(scores, _ => true, cut: 0);
        Assert.Equal(29, moments[0].Last - moments[0].First + 1);       // 2·28 + 4 s
        Assert.InRange(40, moments[0].First, moments[0].Last);
        Assert.True(moments.Count is >= 4 and <= 6, $"{moments.Count}");
        Assert.All(moments, moment => Assert.InRange(moment.Last - moment.First, 0, 28));
    }

    [Fact]
    public void Each_window_is_in_one_moment_and_peaks_are_ranked()
    {
        var scores = Gen.Choose(-300, 300).Select(value => value / 100f).NonEmptyListOf();
        Prop.ForAll(scores.ToArbitrary(), Gen.Choose(1, 7).ToArbitrary(), Gen.Choose(-200, 200).ToArbitrary(), (list, scene, cut) =>
        {
            float[] all = [.. list];
            var moments = Merge(all, window => (window + 1) % scene != 0, cut / 100.0);
            Assert.Equal(
                Enumerable.Range(0, all.Length),
                moments.SelectMany(moment => Enumerable.Range(moment.First, moment.Last - moment.First + 1)).Order());
            Assert.Equal(
                moments.OrderByDescending(moment => moment.Peak.Score).Select(moment => moment.Peak.Score),
                moments.Select(moment => moment.Peak.Score));
            Assert.All(moments, moment => Assert.Equal(moment.First / scene, moment.Last / scene));
            Assert.All(moments, moment => Assert.All(Enumerable.Range(moment.First, moment.Last - moment.First + 1), window =>
                Assert.InRange(all[window], moment.Peak.Score - MomentMerge.Drop, moment.Peak.Score)));
        }).QuickCheckThrowOnFailure();
    }

    private static IReadOnlyList<MergedWindows> Merge(float[] scores, Func<int, bool> areNeighbours, double cut)
    {
        var ranked = scores.Select((score, row) => new ScoredRow(row, score)).Where(one => float.IsFinite(one.Score))
            .OrderByDescending(one => one.Score).ThenBy(one => one.Row);
        return MomentMerge.Of(ranked, scores, areNeighbours, (first, last) => 2 * (last - first) + 4, cut, scores.Length);
    }

    private static (int, int) Bounds(MergedWindows moment) => (moment.First, moment.Last);
}
