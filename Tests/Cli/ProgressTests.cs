using Gexia.Cli;

namespace Gexia.Tests.Cli;

public class ProgressTests
{
    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        private readonly List<Action> timers = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            timers.Add(() => callback(state));
            return new Timer();
        }

        /// <summary>Time goes on, and the timers come.</summary>
        public void Pass(double seconds)
        {
            Now += TimeSpan.FromSeconds(seconds);
            foreach (var timer in timers) timer();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() { }

            public ValueTask DisposeAsync() => default;
        }
    }

    /// <summary>What a person sees on a terminal after all that was written to it.</summary>
    private static string[] Screen(string written)
    {
        var lines = new List<string>();
        foreach (var line in written.Split('\n'))
        {
            var cells = new System.Text.StringBuilder();
            foreach (var part in line.Split('\r'))
            {
                if (part.Length > cells.Length) cells.Append(' ', part.Length - cells.Length);
                for (var i = 0; i < part.Length; i++) cells[i] = part[i];
            }
            lines.Add(cells.ToString().TrimEnd());
        }
        return [.. lines];
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
        progress.Dispose();
        Assert.Equal(
            [
                "train: 20/600 steps, 2.0 a second, 4:50 left, loss 2.5", "train: 40/600 steps, 2.0 a second, 4:40 left, loss 2.5",
                "train: 60/600 steps, 2.0 a second, 4:30 left, loss 2.5"
            ],
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
        progress.Dispose();
        Assert.DoesNotContain('\n', error.ToString());
        Assert.DoesNotContain('\u001b', error.ToString());
        Assert.EndsWith(" \r", error.ToString());
    }

    [Fact]
    public void A_warning_never_sticks_to_the_line_that_changes()
    {
        var (clock, error, output) = (new Clock(), new StringWriter(), new StringWriter());
        using var terminal = new Terminal(TextReader.Null, output, error, errorIsTerminal: true, columns: () => 60);
        using var progress = new Progress(terminal, "train", "steps", 600, clock);
        progress.Report(0);
        clock.Pass(1);
        progress.Report(10, "loss 2.5");
        terminal.Warn("step 11 was left out: the loss is NaN");
        clock.Pass(1);
        terminal.Note("step 20: R@1 12.5");
        terminal.Error.WriteLine("a trace");
        clock.Pass(1);
        progress.Dispose();
        terminal.Tell("stopped.");
        Assert.Equal(
            ["gexia: warning: step 11 was left out: the loss is NaN", "gexia: step 20: R@1 12.5", "a trace", "gexia: stopped.", ""],
            Screen(error.ToString()));
    }

    [Fact]
    public void A_result_never_sticks_to_the_line_that_changes()
    {
        var (clock, both) = (new Clock(), new StringWriter());
        using var terminal = new Terminal(TextReader.Null, both, both, outIsTerminal: true, errorIsTerminal: true, columns: () => 60);
        using var wait = new Wait(terminal, "reading", clock);
        clock.Pass(1);
        terminal.Out.Write("a result");
        terminal.Out.WriteLine();
        terminal.Note("a note");
        clock.Pass(1);
        wait.Dispose();
        Assert.Equal(["a result", "gexia: a note", ""], Screen(both.ToString()));
    }

    [Fact]
    public void What_is_waited_for_is_said_although_nothing_is_reported()
    {
        var (clock, error) = (new Clock(), new StringWriter());
        using var terminal = new Terminal(TextReader.Null, TextWriter.Null, error, errorIsTerminal: true, columns: () => 60);
        using var wait = new Wait(terminal, "reading models/clip", clock);
        using var progress = new Progress(terminal, "reading videos", "", 39, clock);
        Assert.Equal("", error.ToString());
        clock.Pass(2);
        Assert.Contains("reading models/clip ... 0:02", error.ToString());
        Assert.Contains("reading videos: 0/39", error.ToString());
    }

    [Fact]
    public void A_long_line_is_cut_before_the_last_column()
    {
        var (clock, error) = (new Clock(), new StringWriter());
        using var terminal = new Terminal(TextReader.Null, TextWriter.Null, error, errorIsTerminal: true, columns: () => 30);
        using var wait = new Wait(terminal, "reading 走る走る走る走る走る走る走る走る走る", clock);
        clock.Pass(1);
        Assert.Equal("\rreading 走る走る走る走る走る…", error.ToString());
    }

    [Fact]
    public void With_quiet_there_is_no_progress_and_no_note_but_warnings_and_errors()
    {
        foreach (var isTerminal in (bool[])[true, false])
        {
            var (clock, error) = (new Clock(), new StringWriter());
            using var terminal = new Terminal(TextReader.Null, TextWriter.Null, error, errorIsTerminal: isTerminal) { IsQuiet = true };
            using var progress = new Progress(terminal, "train", "steps", 600, clock);
            using var wait = new Wait(terminal, "reading", clock);
            clock.Pass(60);
            progress.Report(100);
            terminal.Note("good to know");
            terminal.Warn("a video is bad");
            terminal.Tell("cancelled.");
            terminal.Close();
            Assert.Equal("gexia: warning: a video is bad\ngexia: cancelled.\n", error.ToString());
        }
    }

    [Fact]
    public void Repeated_warnings_are_said_once_and_counted()
    {
        var error = new StringWriter();
        using var terminal = new Terminal(TextReader.Null, TextWriter.Null, error);
        for (var step = 1; step <= 40; step++) terminal.Warn($"step {step} was left out: NaN", kind: "NaN");
        terminal.Warn("twice");
        terminal.Warn("twice");
        terminal.Warn("once");
        terminal.Close();
        Assert.Equal(
            [
                "gexia: warning: step 1 was left out: NaN", "gexia: warning: twice", "gexia: warning: once",
                "gexia: warning: 39 times more: step 1 was left out: NaN", "gexia: warning: once more: twice", ""
            ],
            error.ToString().Split('\n'));
    }

    [Fact]
    public void After_the_end_nothing_is_shown_any_more()
    {
        var (clock, error) = (new Clock(), new StringWriter());
        using var terminal = new Terminal(TextReader.Null, TextWriter.Null, error, errorIsTerminal: true, columns: () => 60);
        var abandoned = new Wait(terminal, "reading", clock);       // by a verb that was cancelled
        clock.Pass(1);
        terminal.Close();
        terminal.Tell("cancelled.");
        clock.Pass(1);
        Assert.Equal(["gexia: cancelled.", ""], Screen(error.ToString()));
        abandoned.Dispose();
    }
}
