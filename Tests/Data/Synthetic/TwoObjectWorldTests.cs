using Gexia.Data.Image;
using Gexia.Data.Synthetic;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Synthetic;

public sealed class TwoObjectWorldTests
{
    private static readonly Scene Red = new(SceneColor.Red, SceneShape.Square, SceneMotion.Blink, SceneBackground.Dark);
    private static readonly Scene Green = new(SceneColor.Green, SceneShape.Ring, SceneMotion.Left, SceneBackground.Dark);

    [Fact]
    public void A_caption_names_both_objects_and_their_phrases_are_colour_and_shape()
    {
        var scene = new TwoObjectScene(Red, Green);
        Assert.Equal("a red square blinks and a green ring moves left", SceneGrammar.Caption(scene));
        Assert.Equal("a green ring moves left and a red square blinks", SceneGrammar.Caption(scene.Swapped));
        Assert.Equal("a red square and a green ring", SceneGrammar.Summary(scene));
        foreach (var source in new TwoObjectWorld(1).Test(20))
        {
            Assert.Equal(2, source.Phrases.Count);
            Assert.All(source.Phrases, phrase => Assert.Contains($"a {phrase} ", source.Caption));
        }
    }

    [Fact]
    public void There_are_6480_scenes_of_two_different_colours_and_shapes()
    {
        Assert.Equal(6480, TwoObjectScene.All.Distinct().Count());
        Assert.All(TwoObjectScene.All, scene => Assert.True(
            scene.First.Color != scene.Second.Color
            && scene.First.Shape != scene.Second.Shape));
        Assert.Empty(TwoObjectScene.All.Intersect(TwoObjectScene.All.Select(scene => scene.Swapped)));
    }

    [Fact]
    public void Unseen_sources_show_scenes_that_are_never_trained_on()
    {
        var world = new TwoObjectWorld(seed: 3);
        Assert.Equal(648, world.HeldOut.Count);
        Assert.Equal(6480, world.HeldOut.Concat(world.Trained).Distinct().Count());
        string Key(TwoObjectSource source) => string.Join(" and ", source.Caption.Split(" and ").Order(StringComparer.Ordinal));
        var (train, test) = (world.Train(500), world.Test(200));
        Assert.Equal(500, train.Select(Key).Distinct().Count());
        Assert.Equal(200, test.Select(Key).Distinct().Count());
        Assert.Empty(test.Select(Key).Intersect(train.Select(Key)));
        Assert.Contains("at most 648", Assert.Throws<ArgumentOutOfRangeException>(() => world.Test(649)).Message);
        Assert.Empty(world.Train(0));
    }

    [Fact]
    public void A_source_is_a_function_of_the_seed_and_its_number()
    {
        TwoObjectSource[] few = new TwoObjectWorld(5).Train(3), many = new TwoObjectWorld(5).Train(40),
            other = new TwoObjectWorld(6).Train(3);
        for (var i = 0; i < few.Length; i++)
        {
            Assert.Equal((few[i].Id, few[i].Caption), (many[i].Id, many[i].Caption));
            Assert.Equal(few[i].Boxes, many[i].Boxes);
            Assert.All(few[i].Video.Frames.Zip(many[i].Video.Frames), pair => Assert.Equal(pair.First.Pixels, pair.Second.Pixels));
            Assert.NotEqual(few[i].Video.Frames[0].Pixels, other[i].Video.Frames[0].Pixels);
        }
    }

    /// <summary>Colours far from every background and from each other: where a pixel has one, an object is there.</summary>
    [Fact]
    public void The_pixels_of_an_object_lie_in_its_box_and_a_box_touches_them_on_every_side()
    {
        var renderer = new SceneRenderer();
        ScenePose[] poses = [new(3.4, 6, 5.5, 1), new(4.2, 15, 12, 0.9)];
        var frames = renderer.Render(
            [(Red, poses[0]), (Green, poses[1])], [.. Enumerable.Repeat(SceneBackground.Striped, TwoObjectWorld.Frames)], noise: null);
        Assert.All(Enumerable.Range(0, TwoObjectWorld.Frames), t =>
        {
            Same(renderer.ObjectBox(Red, poses[0], t, TwoObjectWorld.Frames), Pixels(frames[t], 0));
            Same(renderer.ObjectBox(Green, poses[1], t, TwoObjectWorld.Frames), Pixels(frames[t], 1));
        });

        static List<(int Row, int Column)> Pixels(RgbImage frame, int channel) =>
        [
            .. from row in Enumerable.Range(0, 24)
               from column in Enumerable.Range(0, 24)
               let at = ((row * 24) + column) * 3
               where frame.Pixels[at + channel] == 255 && frame.Pixels[at + 1 - channel] < 128
               select (row, column),
        ];

        static void Same((int Top, int Left, int Bottom, int Right) box, List<(int Row, int Column)> pixels) => Assert.Equal(
            pixels.Count == 0
                ? default
                : (pixels.Min(p => p.Row), pixels.Min(p => p.Column), pixels.Max(p => p.Row) + 1, pixels.Max(p => p.Column) + 1),
            box);
    }

    [Fact]
    public void Objects_stay_whole_in_the_frame_and_seldom_overlap()
    {
        var sources = new TwoObjectWorld(7).Train(300);
        Assert.All(sources, source =>
        {
            Assert.Equal((2, 8, 8, 1.0), (source.Boxes.Count, source.Boxes[0].Count, source.Video.Frames.Count, source.Video.Duration));
            foreach (var (item, boxes) in source.Scene.Objects.Zip(source.Boxes))
                for (var t = 0; t < 8; t++)
                {
                    Assert.Equal(item.Motion == SceneMotion.Blink && t % 4 is 0 or 3, boxes[t].IsEmpty);
                    if (boxes[t].IsEmpty) continue;
                    Assert.InRange(boxes[t].Bottom - boxes[t].Top, 6, 10);
                    Assert.InRange(boxes[t].Right - boxes[t].Left, 6, 10);
                }
        });
        bool Meet(TwoObjectSource source) => source.Boxes[0].Zip(source.Boxes[1]).Any(pair => !pair.First.And(pair.Second).IsEmpty);
        Assert.InRange(sources.Count(Meet), 0, 15);
    }

    [Fact]
    public void The_background_changes_from_frame_to_frame()
    {
        var frames = new SceneRenderer().Render([], [SceneBackground.Dark, SceneBackground.Gray, SceneBackground.Dark], noise: null);
        Assert.Equal([0, 89, 0], frames.Select(frame => (int)frame.Pixels[0]));
        Assert.Equal(frames[0].Pixels, frames[2].Pixels);
        // The mean of the upper left corner, which objects seldom reach, tells a gray frame from a dark one.
        var means = new TwoObjectWorld(1).Test(50).Select(
            source => source.Video.Frames.Select(frame => frame.Pixels.AsSpan(0, 3).ToArray().Average(value => (double)value)).ToList());
        Assert.True(means.Count(video => video.Max() - video.Min() > 60) > 40);
    }

    [Fact]
    public void The_later_object_hides_the_earlier_one()
    {
        var pose = new ScenePose(4, 11.5, 11.5, 0);
        var frames = new SceneRenderer().Render(
            [(Green with { Motion = SceneMotion.Still }, pose), (Red, pose)], [SceneBackground.Dark, SceneBackground.Gray], noise: null);
        int At(int frame) => frames[frame].Pixels[((8 * 24) + 11) * 3];
        Assert.True(At(0) < 128 && At(1) == 255);       // the square blinks: hidden in frame 0
    }

    [Fact]
    public void A_box_holds_its_pixels_and_no_others()
    {
        var box = new FrameBox(2, 3, 4, 6);
        Assert.Equal((6, false), (box.Area, box.IsEmpty));
        Assert.True(box.Holds(2, 3) && box.Holds(3.9, 5.9) && !box.Holds(4, 3) && !box.Holds(2, 6) && !box.Holds(1.9, 3));
        Assert.Equal(2, box.And(new(3, 4, 9, 9)).Area);
        Assert.True(box.And(new(4, 3, 5, 6)).IsEmpty && default(FrameBox).IsEmpty && default(FrameBox).Area == 0);
    }

    [Fact]
    public void Its_sources_are_written_as_pairs_of_one_clip_each()
    {
        using var folder = new TemporaryFolder();
        var sources = new TwoObjectWorld(2).Test(3);
        SyntheticFolder.Complete(folder.Path, [.. sources.Select(source => source.Written)]);
        var lines = File.ReadAllLines(folder.File(SyntheticFolder.PairsFile));
        Assert.Equal(3, lines.Length);
        Assert.All(lines.Zip(sources), item => Assert.Contains($"\"{item.Second.Caption}\"", item.First));
        Assert.Equal(sources[1].Video.Frames[7].Pixels, AnimatedPng.Read(folder.File("test-0001.png")).Frames[7].Pixels);
        Assert.Equal(8, AnimatedPng.Read(folder.File("test-0001.png")).Frames.Count);
    }
}
