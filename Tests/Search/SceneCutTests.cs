using FsCheck;
using FsCheck.Fluent;
using Gexia.Data.Synthetic;
using Gexia.Search.Windows;

namespace Gexia.Tests.Search;

public class SceneCutTests
{
    private const double Step = 0.1;

    [Fact]
    public void A_picture_that_changes_at_once_begins_a_scene()
    {
        Assert.Equal([0, 2.0, 4.5], Starts([.. Still(40, 20), .. Still(120, 25), .. Still(80, 30)]));
    }

    [Fact]
    public void Slow_and_fast_motion_are_no_cuts()
    {
        Assert.Equal([0.0], Starts([.. Enumerable.Range(0, 60).Select(i => Flat(20 + (3 * i)))]));
        // every step is as large
        Assert.Equal([0.0], Starts([.. Enumerable.Range(0, 60).Select(i => Flat(i % 2 == 0 ? 40 : 70))]));
    }

    [Fact]
    public void A_cut_stands_out_of_motion()
    {
        var moving = Enumerable.Range(0, 30).Select(i => Flat(20 + (2 * i)));
        Assert.Equal([0, 3.0], Starts([.. moving, .. moving.Select(frame => frame.Select(value => (byte)(value + 100)).ToArray())]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_flash_is_no_cut(int frames) => Assert.Equal([0.0], Starts([.. Still(40, 30), .. Still(250, frames), .. Still(40, 30)]));

    [Fact]
    public void Of_a_scene_that_is_too_short_the_weaker_cut_is_dropped()
    {
        // 0.5 s of 90 between 40 (50 away) and 200 (110 away): it joins the scene before.
        Assert.Equal([0, 3.5], Starts([.. Still(40, 30), .. Still(90, 5), .. Still(200, 30)]));
        Assert.Equal([0, 3.0], Starts([.. Still(200, 30), .. Still(90, 5), .. Still(40, 30)]));
    }

    [Fact]
    public void Scenes_of_a_synthetic_video_that_repeats_its_colours_are_found_by_their_frames()
    {
        var sources = new SyntheticSources(seed: 5, frames: 12).Create("cuts", 3);
        byte[][] signatures =
        [
            .. sources.SelectMany(source => source.Video.Frames).Select(frame => FrameSignature.Of(frame.Width, frame.Height, frame.Pixels))
        ];
        var starts = Starts(signatures);
        // Other sources have other backgrounds; clips of one source share theirs.
        Assert.Contains(48 * Step, starts, new Nearly());
        Assert.Contains(96 * Step, starts, new Nearly());
    }

    [Fact]
    public void Scenes_are_as_long_as_they_must_be_and_leave_no_gap()
    {
        Prop.ForAll(Gen.Choose(0, 255).NonEmptyListOf().ToArbitrary(), Gen.Choose(1, 30).ToArbitrary(), (values, repeats) =>
        {
            byte[][] frames = [.. values.SelectMany(value => Still(value, repeats))];
            var scenes = SceneCuts.Scenes(Times(frames.Length), frames, frames.Length * Step);
            Assert.Equal((0, frames.Length * Step), (scenes[0].Start, scenes[^1].End));
            for (var i = 1; i < scenes.Count; i++) Assert.Equal(scenes[i - 1].End, scenes[i].Start);
            if (scenes.Count > 1) Assert.All(scenes, scene => Assert.True(scene.Length >= SceneCuts.Shortest, $"{scene}"));
            Assert.Equal(Enumerable.Range(0, scenes.Count), scenes.Select(scene => scene.Scene));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_signature_is_the_mean_colour_of_fields_and_any_size_has_one()
    {
        var half = new byte[16 * 16 * 3];
        for (var i = 0; i < half.Length; i++) half[i] = i % (16 * 3) < 8 * 3 ? (byte)0 : (byte)200;     // left black, right grey
        var signature = FrameSignature.Of(16, 16, half);
        for (var field = 0; field < 64; field++) Assert.Equal(field % 8 < 4 ? 0 : 200, signature[3 * field]);
        Assert.All((int[])[1, 3, 7, 9, 640], side =>
            Assert.All(FrameSignature.Of(side, 2, [.. Enumerable.Repeat((byte)77, side * 2 * 3)]), value => Assert.Equal(77, value)));
    }

    private static double[] Starts(byte[][] frames) =>
        [.. SceneCuts.Scenes(Times(frames.Length), frames, frames.Length * Step).Select(scene => Math.Round(scene.Start, 6))];

    private static double[] Times(int count) => [.. Enumerable.Range(0, count).Select(i => i * Step)];

    private static IEnumerable<byte[]> Still(int value, int frames) => Enumerable.Repeat(Flat(value), frames);

    private static byte[] Flat(int value) => [.. Enumerable.Repeat((byte)value, FrameSignature.Length)];

    private sealed class Nearly : IEqualityComparer<double>
    {
        public bool Equals(double a, double b) => Math.Abs(a - b) < 1e-6;

        public int GetHashCode(double value) => 0;
    }
}
