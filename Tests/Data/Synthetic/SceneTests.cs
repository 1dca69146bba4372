using Gexia.Data.Synthetic;
using Gexia.Data.Video;

namespace Gexia.Tests.Data.Synthetic;

public class SceneTests
{
    private static readonly Scene Ring = new(SceneColor.Red, SceneShape.Ring, SceneMotion.Left, SceneBackground.Dotted);
    private static readonly ScenePose Pose = new(Radius: 5, Row: 12, Column: 10, Speed: 2);

    [Fact]
    public void A_caption_tells_colour_shape_motion_and_background()
    {
        Assert.Equal("a red ring moves left dotted", SceneGrammar.Caption(Ring));
        Assert.Equal("a red ring stays dotted", SceneGrammar.Caption(Ring with { Motion = SceneMotion.Still }));
        Assert.Equal("a red ring blinks dotted", SceneGrammar.Caption(Ring with { Motion = SceneMotion.Blink }));
    }

    [Fact]
    public void A_summary_names_each_entity_once_and_no_motion()
    {
        var square = Ring with { Shape = SceneShape.Square, Motion = SceneMotion.Up };
        var again = Ring with { Motion = SceneMotion.Blink };
        Assert.Equal("a red ring and a red square dotted", SceneGrammar.Summary([Ring, square, again]));
        Assert.Equal("a red ring moves left dotted then a red square moves up dotted", SceneGrammar.LongText([Ring, square]));
    }

    [Fact]
    public void The_vocabulary_covers_every_text_and_a_prompt_is_found_by_its_scene()
    {
        Assert.Equal(96, SceneGrammar.Prompts.Distinct().Count());
        Assert.Equal("a red ring stays dotted", SceneGrammar.Prompts[SceneGrammar.PromptOf(Ring)]);
        foreach (var source in new SyntheticSources(seed: 3).Create("train", 50))
            Assert.All($"{source.LongText} {source.Summary}".Split(' '), word => Assert.Contains(word, SceneGrammar.Words));
    }

    [Theory]
    [InlineData(24)]
    [InlineData(64)]
    public void The_object_lies_in_its_box_and_nowhere_else(int size)
    {
        var renderer = new SceneRenderer(size);
        foreach (var shape in Enum.GetValues<SceneShape>())
        {
            var scene = new Scene(SceneColor.Red, shape, SceneMotion.Right, SceneBackground.Dark);
            var frames = renderer.Render(scene, Pose, 4, noise: null);
            for (var t = 0; t < 4; t++)
            {
                var (top, left, bottom, right) = renderer.ObjectBox(scene, Pose, t, 4);
                var red = from row in Enumerable.Range(0, size)
                          from column in Enumerable.Range(0, size)
                          where frames[t].Pixels[((row * size) + column) * 3] == 255
                          select (row, column);
                var pixels = red.ToList();
                Assert.Equal(
                    (pixels.Min(p => p.row), pixels.Min(p => p.column), pixels.Max(p => p.row) + 1, pixels.Max(p => p.column) + 1),
                    (top, left, bottom, right));
            }
        }
    }

    [Fact]
    public void Motion_goes_the_way_the_caption_says()
    {
        double Row(SceneMotion motion, int t) => Pose.Centre(motion, t, 4).Row;
        double Column(SceneMotion motion, int t) => Pose.Centre(motion, t, 4).Column;
        Assert.True(Column(SceneMotion.Left, 3) < Column(SceneMotion.Left, 0));
        Assert.True(Column(SceneMotion.Right, 3) > Column(SceneMotion.Right, 0));
        Assert.True(Row(SceneMotion.Up, 3) < Row(SceneMotion.Up, 0));
        Assert.True(Row(SceneMotion.Down, 3) > Row(SceneMotion.Down, 0));
        var blink = Ring with { Motion = SceneMotion.Blink };
        Assert.Equal(
            [false, true, true, false], Enumerable.Range(0, 4).Select(t => new SceneRenderer().ObjectBox(blink, Pose, t, 4) != default));
    }

    [Fact]
    public void A_long_video_shows_every_object_at_least_once()
    {
        // Sampled as a test does it, 8 of 16 frames: a blinking object must not hide in all of them.
        var times = Enumerable.Range(0, 16).Select(i => i * 0.25).ToArray();
        var picks = FrameSampler.Test(times, 0, 4, 8);
        var blink = Ring with { Motion = SceneMotion.Blink };
        for (var clip = 0; clip < 4; clip++)
            Assert.Contains(
                picks.Where(pick => pick / 4 == clip), pick => new SceneRenderer().ObjectBox(blink, Pose, pick % 4, 4) != default);
    }

    [Fact]
    public void Noise_has_the_stated_spread()
    {
        var scene = new Scene(SceneColor.Blue, SceneShape.Square, SceneMotion.Still, SceneBackground.Gray);
        var pose = Pose with { Row = -90, Column = -90 };            // out of sight: only the gray is left
        var frame = new SceneRenderer(64).Render(scene, pose, 1, new Rng(5))[0];
        var values = frame.Pixels.Select(value => value / 255.0).ToArray();
        var mean = values.Average();
        var spread = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        Assert.InRange(mean, 0.348, 0.352);
        Assert.InRange(spread, 0.049, 0.051);
    }
}
