using Gexia.Cli;

namespace Gexia.Tests.Cli;

public class ProgressTests
{
    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    [Fact]
    public void A_log_gets_a_plain_line_every_ten_seconds_with_rate_and_time_left()
    {
        var (clock, error) = (new Clock(), new StringWriter());
        using var terminal = new Terminal(TextReader.Null, TextWriter.Null, error);
        var progress = new Progress(terminal, "train", "steps", 600, clock);
        for (var step = 0; step <= 60; step++)
        {
            clock.Now = TimeSpan.FromSeconds(step * 0.5);
            progress.Report(step, "loss 2.5");
        }
        progress.Finish();
        Assert.Equal(
            ["train: 20/600 steps, 2.0 a second, 4:50 left, loss 2.5", "train: 40/600 steps, 2.0 a second, 4:40 left, loss 2.5", "train: 60/600 steps, 2.0 a second, 4:30 left, loss 2.5"],
            error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_resumed_job_measures_its_rate_from_where_it_began()
    {
        var (clock, error) = (new Clock(), new StringWriter());
        using var terminal = new Terminal(TextReader.Null, TextWriter.Null, error);
        var progress = new Progress(terminal, "train", "steps", 600, clock);
        progress.Report(500);
        clock.Now = TimeSpan.FromSeconds(10);
        progress.Report(510);
        Assert.Equal("train: 510/600 steps, 1.0 a second, 1:30 left\n", error.ToString());
    }

    [Fact]
    public void A_terminal_keeps_one_line_and_leaves_it_clean()
    {
        var (clock, error) = (new Clock(), new StringWriter());
        using var terminal = new Terminal(TextReader.Null, TextWriter.Null, error, errorIsTerminal: true);
        var progress = new Progress(terminal, "synth", "videos", 4, clock);
        progress.Report(0);
        clock.Now = TimeSpan.FromSeconds(1);
        progress.Report(2, "\u001b[2J");
        progress.Finish();
        Assert.DoesNotContain('\n', error.ToString());
        Assert.DoesNotContain('\u001b', error.ToString());
        Assert.EndsWith(" \r", error.ToString());
    }
}
