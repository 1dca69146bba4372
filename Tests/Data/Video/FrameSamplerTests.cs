using FsCheck;
using FsCheck.Fluent;
using Gexia.Data.Video;

namespace Gexia.Tests.Data.Video;

public sealed class FrameSamplerTests
{
    private static readonly double[] TenASecond = [.. Enumerable.Range(0, 40).Select(i => i / 10.0)];

    [Fact]
    public void The_test_rule_takes_the_last_frame_not_after_each_middle()
    {
        // Middles 0.5, 1.5, 2.5, 3.5: frames exactly there count.
        Assert.Equal([5, 15, 25, 35], FrameSampler.Test(TenASecond, 0, 4, 4));
        // The frames of [1.05, 1.45) are 1.1 to 1.4; of the middles 1.15 and 1.35.
        Assert.Equal([11, 13], FrameSampler.Test(TenASecond, 1.05, 1.45, 2));
        // Irregular times, and more samples than frames: they repeat. Middles 0.25, 0.75, 1.25, 1.75, 2.25, 2.75.
        Assert.Equal([0, 0, 2, 2, 2, 2], FrameSampler.Test([0, 1.0, 1.1], 0, 3, 6));
    }

    [Fact]
    public void A_segment_without_frames_takes_the_last_before_it()
    {
        Assert.Equal([1, 1, 1], FrameSampler.Test([0, 1, 5, 6], 2, 4, 3));
        Assert.Equal([3, 3], FrameSampler.Test([0, 1, 5, 6], 90, 91, 2));
        Assert.Equal([0], FrameSampler.Test([0, 1, 5, 6], -3, -1, 1));
    }

    [Fact]
    public void A_time_before_the_segments_first_frame_takes_that_frame() =>
        Assert.Equal([2, 2, 3], FrameSampler.Test([0, 1, 5, 6], 2, 8, 3));

    [Fact]
    public void Segments_are_abutted_on_one_line()
    {
        var picks = FrameSampler.Test([new TimedSegment(TenASecond, 1, 2), new TimedSegment(TenASecond, 0.5, 3.5)], 4);
        // The line is 4 s long: 0.5 s and 1.5, 2.5, 3.5 s are 1.5 s of the first and 1.0, 2.0, 3.0 s of the second.
        Assert.Equal([new(0, 15), new(1, 10), new(1, 20), new(1, 30)], picks);

        // Between a segment's start and its first frame the line still shows the last frame of the one before.
        // Middles 0.25, 0.75, 1.25, 1.75 of a line on which the second video's only frame shows from 0.9 on.
        Assert.Equal([new(0, 1), new(0, 1), new(1, 1), new(1, 1)],
            FrameSampler.Test([new TimedSegment([0, 0.2], 0, 0.5), new TimedSegment([0, 0.9], 0.5, 2)], 4));
    }

    [Fact]
    public void The_training_rule_takes_one_time_in_each_part()
    {
        Assert.Equal(
            [0, 19, 20, 39], FrameSampler.Train([new TimedSegment(TenASecond, 0, 4)], [0, 0.999, 0, 0.999]).Select(pick => pick.Index));
        Assert.Equal(
            FrameSampler.Test([new TimedSegment(TenASecond, 0.3, 3.1)], 8),
            FrameSampler.Train([new TimedSegment(TenASecond, 0.3, 3.1)], [.. Enumerable.Repeat(0.5, 8)]));
    }

    [Fact]
    public void Sampling_agrees_with_the_definition() =>
        Prop.ForAll(
            (from times in Gen.Choose(0, 60).NonEmptyListOf()
             from start in Gen.Choose(0, 50)
             from length in Gen.Choose(1, 40)
             from count in Gen.Choose(1, 12)
             select (
                 times: times.Select(t => t / 8.0).Order().ToArray(), start: start / 8.0, end: (start + length) / 8.0,
                 count)).ToArbitrary(),
            drawn =>
            {
                var (times, start, end, count) = drawn;
                var inside = Enumerable.Range(0, times.Length).Where(i => times[i] >= start && times[i] < end).ToList();
                if (inside.Count == 0) inside.Add(Math.Max(Array.FindLastIndex(times, time => time < start), 0));
                var expected = Enumerable.Range(0, count).Select(i =>
                {
                    var t = start + (i + 0.5) * (end - start) / count;
                    var found = inside.FindLastIndex(index => times[index] <= t);
                    return inside[Math.Max(found, 0)];
                });
                return FrameSampler.Test(times, start, end, count).SequenceEqual(expected);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentException>(() => FrameSampler.Test(TenASecond, 2, 2, 4));
        Assert.Throws<ArgumentException>(() => FrameSampler.Test(TenASecond, 0, double.NaN, 4));
        Assert.Throws<ArgumentException>(() => FrameSampler.Test([], 0, 1, 4));
        Assert.Throws<ArgumentException>(() => FrameSampler.Test([], 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => FrameSampler.Test(TenASecond, 0, 1, 0));
    }
}
