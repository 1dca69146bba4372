using Gexia.Data.Video;

namespace Gexia.Tests.Data.Video;

public sealed class DecodeLogTests
{
    [Fact]
    public void Frames_of_old_and_new_ffmpeg_are_understood()
    {
        var log = new DecodeLog("cat.mp4");
        log.Take("[Parsed_showinfo_0 @ 0x55ff] [info] config in time_base: 1001/90000, frame_rate: 30/1");
        log.Take("[Parsed_showinfo_0 @ 0x55ff] [info] n:   0 pts:  98990 pts_time:1.09989 pos:  1187298 fmt:yuv420p sar:1/1 s:1280x720 i:P iskey:0 type:P ");
        log.Take("[Parsed_showinfo_0 @ 0x55ff] [info] n:   1 pts:    -40 pts_time:-0.4    duration:    512 duration_time:0.04  fmt:yuv420p cl:left sar:1/1 s:8x6 i:P iskey:0 type:B ");
        log.Take("[Parsed_showinfo_0 @ 0x55ff] [info] n:   2 pts:   NOPTS pts_time:NOPTS   fmt:rgb24 s:8x6 i:P");
        log.Take("[h264 @ 0x1] [error] broken slice\u001b[31m");
        log.Take(null);
        Assert.Equal((1001, 90000), log.TimeBase);
        Assert.Equal([new(98990, null, 1280, 720), new(-40, 512, 8, 6), new(null, null, 8, 6)], log.Frames);
        Assert.Equal("broken slice[31m", log.Messages.First);
        Assert.True(log.WaitFor(2, out _));
        Assert.False(log.WaitFor(3, out _));
    }

    [Fact]
    public void Times_never_run_backwards_and_unknown_ones_follow_at_the_average_rate()
    {
        var decoded = new DecodeResult([new(100, null, 1, 1), new(90, null, 1, 1), new(null, null, 1, 1), new(140, null, 1, 1)], (1, 10), null);
        Assert.Equal([0, 0, 0.5, 4], decoded.Times(frameSeconds: 0.5));
    }

    [Fact]
    public void The_last_frames_duration_comes_from_itself_its_packet_or_the_rate()
    {
        StreamFacts Stream(params (long, long)[] packets) => new(0, 1, 1, 0, 0.25, 0, 0, packets.ToDictionary(p => p.Item1, p => p.Item2));
        DecodeResult Ending(long? duration) => new([new(0, 5, 1, 1), new(20, duration, 1, 1)], (1, 10), null);
        Assert.Equal(2.7, Ending(7).Duration([0, 2], Stream((20, 3))), 12);
        Assert.Equal(2.3, Ending(null).Duration([0, 2], Stream((20, 3))), 12);
        Assert.Equal(2.25, Ending(null).Duration([0, 2], Stream()), 12);
    }

    [Fact]
    public void A_quiet_end_short_of_frames_and_seconds_is_partial()
    {
        DecodeResult decoded = new([new(0, null, 1, 1), new(1, null, 1, 1)], (1, 10), null);
        StreamFacts Announcing(long frames, double seconds) => new(0, 1, 1, 0, 0.1, frames, seconds, new Dictionary<long, long>());
        Assert.Null(decoded.Shortfall(0.2, Announcing(2, 0.2)));
        Assert.Null(decoded.Shortfall(0.2, Announcing(4, 0.2))); // field-coded
        Assert.Null(decoded.Shortfall(0.2, Announcing(2, 9))); // one long frame
        Assert.Contains("announces 40 frames", decoded.Shortfall(0.2, Announcing(40, 4)));
    }
}
