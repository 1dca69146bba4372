using Gexia.Data.Video;

namespace Gexia.Tests.Data.Video;

public sealed class DecodeLogTests
{
    [Fact]
    public void Frames_of_old_and_new_ffmpeg_are_understood()
    {
        var log = new DecodeLog("cat.mp4");
        log.Take("[Parsed_showinfo_0 @ 0x55ff] [info] config in time_base: 1001/90000, frame_rate: 30/1");
        log.Take(
            "[Parsed_showinfo_0 @ 0x55ff] [info] n:   0 pts:  98990 pts_time:1.09989 pos:  1187298 fmt:yuv420p sar:1/1 s:1280x720 i:P "
            + "iskey:0 type:P ");
        log.Take(
            "[Parsed_showinfo_0 @ 0x55ff] [info] n:   1 pts:    -40 pts_time:-0.4    duration:    512 duration_time:0.04  fmt:yuv420p "
            + "cl:left sar:1/1 s:8x6 i:P iskey:0 type:B ");
        log.Take("[Parsed_showinfo_0 @ 0x55ff] [info] n:   2 pts:   NOPTS pts_time:NOPTS   fmt:rgb24 s:8x6 i:P");
        log.Take("[h264 @ 0x1] [error] broken slice\u001b[31m");
        log.Take(null);
        Assert.Equal((1001, 90000), log.TimeBase);
        Assert.Equal([new(98990, null, 1280, 720), new(-40, 512, 8, 6), new(null, null, 8, 6)], log.Frames);
        Assert.Equal("broken slice[31m", log.Messages.First);
        Assert.True(log.WaitFor(2, out _));
        Assert.False(log.WaitFor(3, out _));
    }

    [Theory]
    [InlineData(
        "[rawvideo @ 0x1] [error] Application provided invalid, non monotonically increasing dts to muxer in stream 0: 13 >= 13", null)]
    [InlineData("[vost#0:0/rawvideo @ 0x1] [error] Non-monotonic DTS; previous: 13, current: 13; changing to 14.", null)]
    [InlineData("[rawvideo @ 0x1] [error] Error writing trailer", "Error writing trailer")]
    [InlineData("[mov,mp4,m4a,3gp,3g2,mj2 @ 0x1] [error] invalid dts in stream 0", "invalid dts in stream 0")]
    public void Two_frames_at_one_time_of_the_output_are_no_damage(string line, string? complaint)
    {
        var log = new DecodeLog("cat.mp4");
        log.Take(line);
        log.Take(null);
        Assert.Equal(complaint, log.Messages.First);
    }

    [Fact]
    public void Times_never_run_backwards_and_unknown_ones_follow_at_the_average_rate()
    {
        var decoded = new DecodeResult(
            [new(100, null, 1, 1), new(90, null, 1, 1), new(null, null, 1, 1), new(140, null, 1, 1)], (1, 10), null);
        var stream = new StreamFacts(0, 1, 1, 0, 0.5, 0, 0, new Dictionary<long, long>());
        Assert.Equal([0, 0.5, 1, 4], decoded.On(stream).Times);
    }

    [Fact]
    public void The_last_frames_duration_comes_from_itself_its_packet_or_the_rate()
    {
        StreamFacts Stream(params (long, long)[] packets) => new(0, 1, 1, 0, 0.25, 0, 0, packets.ToDictionary(p => p.Item1, p => p.Item2));
        DecodeResult Ending(long? duration) => new([new(0, 5, 1, 1), new(20, duration, 1, 1)], (1, 10), null);
        Assert.Equal(2.7, Ending(7).On(Stream((20, 3))).Duration, 12);
        Assert.Equal(2.3, Ending(null).On(Stream((20, 3))).Duration, 12);
        Assert.Equal(2.25, Ending(null).On(Stream()).Duration, 12);
    }

    [Fact]
    public void A_quiet_end_short_of_frames_and_seconds_is_partial()
    {
        DecodeResult decoded = new([new(0, null, 1, 1), new(1, null, 1, 1)], (1, 10), null);
        StreamFacts Announcing(long frames, double seconds) => new(0, 1, 1, 0, 0.1, frames, seconds, new Dictionary<long, long>());
        Assert.Null(decoded.On(Announcing(2, 0.2)).Warning);
        Assert.Null(decoded.On(Announcing(4, 0.2)).Warning); // field-coded
        Assert.Null(decoded.On(Announcing(2, 9)).Warning); // one long frame
        Assert.Contains("announces 40 frames", decoded.On(Announcing(40, 4)).Warning);
    }

    [Fact]
    public void A_damaged_packet_is_a_loss_unless_two_programs_meet_there_and_every_packet_became_a_frame()
    {
        FrameRecord[] joined = [.. Enumerable.Range(0, 8).Select(i => new FrameRecord(i % 4, null, 1, 1))];
        string? Warning(FrameRecord[] frames, int packets, int damaged) =>
            new DecodeResult(frames, (1, 10), null, new(damaged, "Packet corrupt"))
                .On(new StreamFacts(0, 1, 1, 0, 0.1, 0, 0, new Dictionary<long, long>(), packets, IsBroadcast: true)).Warning;
        Assert.Null(Warning(joined, 8, 1));
        Assert.Contains("Packet corrupt", Warning(joined, 8, 2));           // one of them lies elsewhere
        Assert.Contains("Packet corrupt", Warning(joined, 9, 1));           // it became no frame
        Assert.Contains("Packet corrupt", Warning(joined[..4], 4, 1));      // nothing is joined
    }

    [Fact]
    public void Damage_is_counted_once_for_each_packet_however_often_it_is_told_of()
    {
        var messages = new ToolMessages("a.ts");
        for (var i = 0; i < 3; i++) messages.Add("[mpegts @ 0x1] [warning] Packet corrupt (stream = 0, dts = 482400).");
        messages.Add("[warning] file:a.ts: corrupt input packet in stream 0");
        Assert.Equal(new DamagedPackets(1, "Packet corrupt (stream = 0, dts = 482400)"), messages.Damage);
        Assert.False(messages.Any);
    }
}
