using Gexia.Data.Video;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Video;

/// <summary>A decoder that somebody ended says nothing about the video.</summary>
public sealed class InterruptedTests
{
    private static int Finish(string script, VideoLimits? limits = null)
    {
        using var process = new MediaProcess("sh", ["-c", script], "a.mp4", limits ?? VideoLimits.Default, _ => { }, default);
        return process.Finish();
    }

    private static VideoException Failure(string script, VideoLimits? limits = null) =>
        Assert.Throws<VideoException>(() => Finish(script, limits));

    [LinuxTheory]
    [InlineData("kill -INT $$")]
    [InlineData("kill -TERM $$")]
    [InlineData("kill -KILL $$")]
    [InlineData("kill -HUP $$")]
    [InlineData("echo '[info] Exiting normally, received signal 15.' >&2; exit 255")]      // as ffmpeg does
    public void Ended_by_somebody(string script)
    {
        var error = Failure(script);
        Assert.Equal((VideoFailure.Interrupted, true), (error.Failure, error.MayPass));
        Assert.Contains("ended by another process", error.Message);
    }

    [LinuxTheory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 1", 1)]
    [InlineData("exit 255", 255)]
    [InlineData("echo 'title: Exiting normally, received signal 15.' >&2; exit 1", 1)]
    [InlineData("kill -SEGV $$", 139)]                      // a fault on this very file
    public void Ended_by_itself(string script, int status) => Assert.Equal(status, Finish(script));

    [LinuxFact]
    public void A_time_limit_may_pass_and_a_size_does_not()
    {
        Assert.True(Failure("sleep 10000", new() { WallClock = TimeSpan.FromMilliseconds(1) }).MayPass);
        Assert.True(Failure("sleep 10000", new() { Stall = TimeSpan.FromMilliseconds(1) }).MayPass);
        Assert.False(new VideoException("a.mp4", VideoFailure.LimitExceeded, "it has more than 5 frames").MayPass);
        Assert.False(new VideoException("a.mp4", VideoFailure.Undecodable, "moov atom not found").MayPass);
        Assert.True(new VideoException("a.mp4", VideoFailure.Missing, "no such file").MayPass);
    }

    [LinuxFact]
    public void Cancelling_is_no_failure_of_the_video()
    {
        using var source = new CancellationTokenSource();
        using var process = new MediaProcess("sh", ["-c", "kill -INT $$"], "a.mp4", VideoLimits.Default, _ => { }, source.Token);
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => process.Finish());
    }

    [Theory]
    [InlineData(0, VideoFailure.Interrupted, 1)]
    [InlineData(4, VideoFailure.Interrupted, 5)]
    [InlineData(5, VideoFailure.Interrupted, -5)]
    [InlineData(1, VideoFailure.Undecodable, -1)]
    [InlineData(1, VideoFailure.LimitExceeded, -1)]
    public void Interrupted_reading_is_tried_again_and_no_other(int failures, VideoFailure failure, int attempts)
    {
        var made = 0;
        int Read() => ++made <= failures ? throw new VideoException("a.mp4", failure, "why") : made;
        if (attempts > 0) Assert.Equal(attempts, Attempts.Of(Read, default));
        else Assert.Equal(failure, Assert.Throws<VideoException>(() => Attempts.Of(Read, default)).Failure);
        Assert.Equal(Math.Abs(attempts), made);
    }

    [Fact]
    public void Cancelling_ends_the_attempts()
    {
        using var source = new CancellationTokenSource();
        var made = 0;
        Assert.Throws<OperationCanceledException>(() => Attempts.Of<int>(() =>
        {
            made++;
            source.Cancel();
            throw new VideoException("a.mp4", VideoFailure.Interrupted, "why");
        }, source.Token));
        Assert.Equal(1, made);
    }
}
