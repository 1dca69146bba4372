using Gexia.Data.Video;

namespace Gexia.Tests.Data.Video;

/// <summary>A frame lasts ten units of 1/100 s, so that frame i of an orderly file is shown at i/10 s.</summary>
public sealed class PresentationTimesTests
{
    private const double Pause = 10;

    private static PresentationTimes Line(params long?[] timestamps) => new(timestamps, (1, 100), 0.1, Pause, _ => 0);

    private static long?[] Frames(long from, int count) => [.. Enumerable.Range(0, count).Select(i => (long?)(from + (10 * i)))];

    private static void IsEven(int parts, params long?[] timestamps)
    {
        var line = Line(timestamps);
        var times = line.Line();
        for (var i = 0; i < times.Length; i++) Assert.Equal(i / 10.0, times[i], 9);
        Assert.Equal(parts, line.Parts);
    }

    [Fact]
    public void A_clock_that_starts_again_begins_a_part_after_the_last_frame()
    {
        IsEven(1, Frames(700, 9));
        IsEven(2, [.. Frames(54, 20), .. Frames(54, 20)]);
        IsEven(2, [.. Frames(54, 20), .. Frames(14, 3)]);
        IsEven(2, [.. Frames(54, 2), .. Frames(54, 20)]);
        IsEven(4, [.. Frames(0, 30), .. Frames(0, 30), .. Frames(0, 5), .. Frames(0, 30)]);
        // The second program begins before the first one ends.
        IsEven(2, [.. Frames(0, 20), .. Frames(150, 20)]);
    }

    [Fact]
    public void A_clock_that_jumps_farther_than_a_pause_can_last_begins_one_too()
    {
        const long turn = 1L << 33;
        IsEven(2, [.. Frames(turn - 200, 20), .. Frames(0, 20)]);
        IsEven(2, [.. Frames(0, 20), .. Frames(turn - 300, 20)]);
        IsEven(3, [.. Frames(0, 20), .. Frames(100_000, 20), .. Frames(0, 20)]);
        IsEven(2, [.. Frames(-50, 20), .. Frames(long.MaxValue / 4, 20)]);
    }

    [Fact]
    public void A_pause_is_no_jump()
    {
        var times = Line([.. Frames(0, 5), .. Frames(940, 5)]).Line();
        Assert.Equal([0.4, 9.4], times[4..6]);
        // One picture a quarter of a minute.
        var slides = new PresentationTimes([0, 1500, 3000, 4500, 6000], (1, 100), 0, Pause, _ => 0);
        Assert.Equal([0, 15, 30, 45, 60], slides.Line());
        Assert.Equal(1, slides.Parts);
    }

    [Fact]
    public void Timestamps_that_leave_the_line_for_a_moment_begin_nothing()
    {
        IsEven(1, [.. Frames(500, 10), 0, .. Frames(610, 10)]);                     // far back
        IsEven(1, [.. Frames(500, 10), 580, .. Frames(610, 10)]);                   // a little back
        IsEven(1, [.. Frames(500, 10), 9_000_000, .. Frames(610, 10)]);             // far ahead
        IsEven(1, [.. Frames(500, 10), 900, .. Frames(610, 10)]);                   // a little ahead
        IsEven(1, [.. Frames(500, 10), 0, 7, 3, .. Frames(630, 10)]);               // three in a row
        IsEven(1, [.. Frames(500, 10), 0, .. Frames(610, 3), 0, .. Frames(650, 3)]);
        IsEven(2, [.. Frames(0, 10), 5, .. Frames(110, 9), .. Frames(0, 10)]);      // and a true start
    }

    [Fact]
    public void Frames_without_a_timestamp_follow_the_one_before_and_never_pass_the_next()
    {
        IsEven(1, [.. Frames(0, 5), null, null, .. Frames(70, 3)]);
        IsEven(1, null, null, 20, 30);
        IsEven(0, null, null, null);
        Assert.Equal([0, 0.02, 0.02, 0.02], Line(0, null, null, 2).Line());
    }

    [Fact]
    public void Times_never_run_backwards_whatever_the_timestamps()
    {
        var random = new Random(3);
        for (var n = 0; n < 2000; n++)
        {
            var timestamps = Enumerable.Range(0, random.Next(1, 40))
                .Select(i => random.Next(5) == 0 ? null : random.Next(4) == 0 ? random.NextInt64(-5000, 500_000) : (long?)(10 * i))
                .ToArray();
            var times = Line(timestamps).Line();
            Assert.Equal(0, times[0]);
            for (var i = 1; i < times.Length; i++)
                Assert.True(times[i] >= times[i - 1] && double.IsFinite(times[i]), string.Join(' ', timestamps));
        }
    }
}
