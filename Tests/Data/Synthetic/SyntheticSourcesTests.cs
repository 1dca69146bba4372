using Gexia.Data.Granularities;
using Gexia.Data.Synthetic;

namespace Gexia.Tests.Data.Synthetic;

public class SyntheticSourcesTests
{
    [Fact]
    public void A_source_depends_on_seed_split_and_number_only()
    {
        var few = new SyntheticSources(seed: 7).Create("train", 3);
        var many = new SyntheticSources(seed: 7).Create("train", 9);
        for (var i = 0; i < few.Length; i++)
        {
            Assert.Equal(few[i].Id, many[i].Id);
            Assert.Equal(few[i].Clips, many[i].Clips);
            Assert.Equal(few[i].Video.Frames.Select(frame => Convert.ToHexString(frame.Pixels)),
                many[i].Video.Frames.Select(frame => Convert.ToHexString(frame.Pixels)));
        }
        Assert.NotEqual(few[0].Clips, new SyntheticSources(seed: 8).Create("train", 1)[0].Clips);
        Assert.NotEqual(few[0].Clips, new SyntheticSources(seed: 7).Create("test", 1)[0].Clips);
        Assert.NotEqual(few[0].Video.Frames[0].Pixels, few[0].Video.Frames[1].Pixels);
    }

    [Fact]
    public void Scenes_of_a_source_differ_but_share_background_two_colours_and_two_shapes()
    {
        foreach (var source in new SyntheticSources(seed: 1).Create("train", 200))
        {
            Assert.Equal(SyntheticSources.DefaultClips, source.Scenes.Distinct().Count());
            Assert.Single(source.Scenes.Select(scene => scene.Background).Distinct());
            Assert.InRange(source.Scenes.Select(scene => scene.Color).Distinct().Count(), 1, 2);
            Assert.InRange(source.Scenes.Select(scene => scene.Shape).Distinct().Count(), 1, 2);
        }
    }

    [Fact]
    public void Each_clip_owns_its_second_of_the_time_line()
    {
        var source = new SyntheticSources(seed: 1, frames: 5).Create("test", 1)[0];
        Assert.Equal(4, source.Video.Duration);
        Assert.Equal(20, source.Video.Frames.Count);
        Assert.Equal(source.Video.Times.Order(), source.Video.Times);
        for (var i = 0; i < 4; i++)
            Assert.Equal(source.Video.Frames.Skip(i * 5).Take(5), source.FramesOf(source.Clips[i]));
    }

    [Fact]
    public void The_short_gallery_has_no_caption_twice()
    {
        var sources = new SyntheticSources(seed: 2).Create("test", SyntheticSources.TestCount);
        var gallery = SyntheticSources.DistinctClips(sources, 200);
        Assert.Equal(200, gallery.Count);
        Assert.Equal(200, gallery.Select(item => item.Clip.Caption).Distinct().Count());
    }

    [Fact]
    public void Pairs_point_into_the_videos_and_expand_to_the_sources_own_texts()
    {
        var sources = new SyntheticSources(seed: 6).Create("train", 20);
        var pairs = SyntheticSources.PairsOf(sources).ToList();
        Assert.Equal(Enumerable.Range(0, 80).Select(i => (long)i), pairs.Select(pair => pair.Id));
        Assert.Same(sources[19].Video, SyntheticSources.FramesOf(sources).Load(pairs[^1].Clip[0].Video));

        var sets = Expansion.Run(pairs, ExpansionPlan.Default, new ExpansionContext(new SceneSummarizer(), new Rng(1)));
        Assert.Equal(sources.Select(source => source.Summary), sets[2].Pairs.Select(pair => pair.Text));
    }

    [Fact]
    public void Nonsense_sizes_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticSources(1, size: 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticSources(1, clips: 25));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticSources(1, frames: 0));
    }
}
