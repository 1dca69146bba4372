using FsCheck;
using FsCheck.Fluent;
using Gexia.Data.Image;
using Gexia.Search.Windows;

namespace Gexia.Tests.Search;

public class FrameSpoolTests
{
    [Fact]
    public void Frames_come_back_from_memory_and_from_the_disk()
    {
        Prop.ForAll(Gen.Choose(1, 40).ToArbitrary(), Gen.Choose(0, 40).ToArbitrary(), (count, held) =>
        {
            using var spool = new FrameSpool(held * 5 * 3 * 3);
            RgbImage[] frames =
            [
                .. Enumerable.Range(0, count)
                    .Select(i => new RgbImage(5, 3, [.. Enumerable.Range(0, 45).Select(at => (byte)((7 * i) + at))]))
            ];
            foreach (var frame in frames) spool.Add(frame);
            Assert.Equal(count > held, spool.IsOnDisk);
            foreach (var i in Enumerable.Range(0, count).Reverse()) Assert.Equal(frames[i].Pixels, spool[i].Pixels);
            spool.Add(frames[0]);                                   // reading does not move where the next one goes
            Assert.Equal(frames[^1].Pixels, spool[count - 1].Pixels);
            Assert.Equal(frames[0].Pixels, spool[count].Pixels);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Another_size_and_another_number_are_refused()
    {
        using var spool = new FrameSpool(0);
        spool.Add(new RgbImage(2, 2));
        Assert.Throws<ArgumentException>(() => spool.Add(new RgbImage(2, 3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => spool[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => spool[-1]);
    }
}
