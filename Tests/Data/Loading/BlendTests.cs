using Gexia.Data.Loading;

namespace Gexia.Tests.Data.Loading;

/// <summary>Cut-and-paste: who is pasted into whom, from where to where, and what becomes of the pixels.</summary>
public class BlendTests
{
    [Theory, InlineData(2, 2), InlineData(3, 2), InlineData(5, 3), InlineData(8, 8), InlineData(33, 16)]
    public void Every_video_is_background_once_and_never_its_own(int videos, int clips)
    {
        for (var seed = 0UL; seed < 50; seed++)
        {
            var blend = Blend.Draw(videos, clips, touching: true, new Rng(seed));
            Assert.Equal(Enumerable.Range(0, videos), blend.Background.Order());
            for (var i = 0; i < videos; i++)
            {
                Assert.NotEqual(i, blend.Background[i]);
                Assert.InRange(blend.Length[i], (clips + 1) / 2, clips - 1);
                Assert.InRange(blend.Start[i], 0, clips - blend.Length[i]);
                Assert.Equal(blend.Length[i], Enumerable.Range(0, clips).Count(j => blend.IsForeground(i, j)));
                Assert.Equal((double)blend.Length[i] / clips, blend.Share(i));
            }
        }
    }

    [Fact]
    public void All_lengths_and_places_come_and_the_end_is_left_free_when_asked()
    {
        var (touching, free) = (new HashSet<(int, int)>(), new HashSet<(int, int)>());
        for (var seed = 0UL; seed < 400; seed++)
            foreach (var (allowed, seen) in ((bool, HashSet<(int, int)>)[])[(true, touching), (false, free)])
            {
                var blend = Blend.Draw(2, 4, allowed, new Rng(seed));
                for (var i = 0; i < 2; i++) seen.Add((blend.Length[i], blend.Start[i]));
            }
        Assert.Equal([(2, 0), (2, 1), (2, 2), (3, 0), (3, 1)], touching.Order());
        Assert.Equal([(2, 0), (2, 1), (3, 0)], free.Order());
    }

    [Fact]
    public void Backgrounds_are_drawn_evenly()
    {
        var counts = new int[4];
        for (var seed = 0UL; seed < 3000; seed++) counts[Blend.Draw(4, 2, true, new Rng(seed)).Background[0]]++;
        Assert.Equal(0, counts[0]);
        Assert.All(counts[1..], count => Assert.InRange(count, 900, 1100));
    }

    [Fact]
    public void Clips_keep_their_place_in_time()
    {
        // 3 videos of 4 clips of 2 frames of 3 bytes; a byte tells its video and its place.
        var pixels = Enumerable.Range(0, 3 * 8 * 3).Select(i => (byte)i).ToArray();
        var blend = Blend.Draw(3, 4, true, new Rng(7));
        var blended = blend.Apply(pixels);
        for (var i = 0; i < 3; i++)
            for (var at = 0; at < 24; at++)
            {
                var from = blend.IsForeground(i, at / 6) ? i : blend.Background[i];
                Assert.Equal(pixels[(from * 24) + at], blended[(i * 24) + at]);
            }
        Assert.Equal(pixels, Blend.None(3, 4).Apply(pixels));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Blend.Draw(1, 4, true, new Rng(1)));
        Assert.Throws<ArgumentException>(() => Blend.Draw(4, 1, true, new Rng(1)));
        Assert.Throws<ArgumentException>(() => Blend.Draw(3, 4, true, new Rng(1)).Apply(new byte[25]));
    }
}
