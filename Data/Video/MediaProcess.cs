using System.Diagnostics;
using System.Globalization;
using System.Text;
using Gexia.Data.Processes;

namespace Gexia.Data.Video;

/// <summary>
/// A running ffmpeg or ffprobe: ended with its children on cancellation, at the time limits and on disposal; its messages never block it.
/// </summary>
/// <remarks>
/// A program that somebody else ended, or that the system could not start, says nothing about the file: see
/// <see cref="VideoFailure.Interrupted"/>.
/// </remarks>
internal sealed class MediaProcess : IDisposable
{
    private const int MaxLineLength = 2048;
    private const int EndedBySignal = 255;                  // ffmpeg's exit code where it caught SIGINT or SIGTERM; it then also says so
    private const string SaysSignal = "Exiting normally, received signal";

    private readonly string program, file;
    private readonly VideoLimits limits;
    private readonly CancellationToken cancellation;
    private readonly CancellationTokenSource wallClock = new(), stall = new();
    private readonly CancellationTokenRegistration[] registrations;
    private readonly ChildProcess process;
    private readonly NeutralName neutral;
    private readonly Thread messages;
    private readonly long started = Stopwatch.GetTimestamp();
    private long waiting; // since when the program is expected to bring something; 0 while it is not its turn
    private bool stalled, told;
    private volatile bool ended;

    /// <summary>Starts a program.</summary>
    /// <param name="program">"ffmpeg" or "ffprobe".</param>
    /// <param name="arguments">One entry an argument.</param>
    /// <param name="file">The video, for messages.</param>
    /// <param name="limits">Time limits.</param>
    /// <param name="onMessage">Receives each line of standard error on another thread, then null at its end.</param>
    /// <param name="cancellation">Ends the program.</param>
    public MediaProcess(
        string program, IEnumerable<string> arguments, string file, VideoLimits limits, Action<string?> onMessage,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        (this.program, this.file, this.limits, this.cancellation) = (program, file, limits, cancellation);
        var path = MediaTool.Find(program)
            ?? throw new VideoException(
                file, VideoFailure.ToolMissing, $"{program} is not on PATH; install it (Debian and Ubuntu: apt-get install ffmpeg)");
        neutral = new NeutralName(file, arguments);
        try
        {
            // FFREPORT would write a log file wherever it says.
            process = ChildProcess.Start(path, neutral.Arguments, ("FFREPORT", null), ("AV_LOG_FORCE_NOCOLOR", "1"));
        }
        catch (ChildStartException error)
        {
            neutral.Dispose();
            throw new VideoException(file, error.IsLasting ? VideoFailure.ToolMissing : VideoFailure.Interrupted, error.Message, error);
        }
        process.Input.Close();
        messages = new Thread(() => ReadMessages(line => onMessage(line is null ? null : neutral.Restore(line))))
        {
            IsBackground = true, Name = program + " messages"
        };
        messages.Start();
        registrations = [cancellation.Register(Kill), wallClock.Token.Register(Kill), stall.Token.Register(Kill)];
        wallClock.CancelAfter(limits.WallClock);
        Progress();
    }

    /// <summary>Standard output.</summary>
    public Stream Output => process.Output;

    /// <summary>Says that something arrived: the clock for a stalled program starts anew.</summary>
    public void Progress()
    {
        NoteStall();
        waiting = Stopwatch.GetTimestamp();
        stall.CancelAfter(this.limits.Stall);
    }

    /// <summary>Stops that clock while it is not the program's turn.</summary>
    public void Pause()
    {
        NoteStall();
        waiting = 0;
        stall.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit status.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <exception cref="VideoException">A time limit ended the program, or somebody else did.</exception>
    public int Finish()
    {
        var exit = process.Wait();
        messages.Join();
        this.cancellation.ThrowIfCancellationRequested();
        // The clocks are read as well: a timer may come late on a busy machine, a limit holds all the same.
        NoteStall();
        if (wallClock.IsCancellationRequested || Stopwatch.GetElapsedTime(started) > this.limits.WallClock)
            throw Limit(
                string.Create(CultureInfo.InvariantCulture, $"reading it took longer than {this.limits.WallClock.TotalSeconds:0.#} s"));
        if (stall.IsCancellationRequested || stalled)
            throw Limit(
                string.Create(CultureInfo.InvariantCulture, $"{this.program} brought nothing for {this.limits.Stall.TotalSeconds:0.#} s"));
        if (!ended && (exit.WasKilled || (told && exit.Code == EndedBySignal)))
            throw new VideoException(
                this.file, VideoFailure.Interrupted,
                $"{this.program} was ended by another process{(exit.WasKilled ? $" (signal {exit.Signal})" : "")}");
        return exit.Status;
    }

    /// <summary>Ends the program and its children.</summary>
    public void Kill()
    {
        ended = true;
        process.Kill();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        Kill();
        process.Wait();
        messages.Join();
        process.Dispose();
        neutral.Dispose();
        wallClock.Dispose();
        stall.Dispose();
    }

    private void NoteStall() => stalled |= waiting != 0 && Stopwatch.GetElapsedTime(waiting) > this.limits.Stall;

    private VideoException Limit(string reason) => new(this.file, VideoFailure.LimitExceeded, reason) { MayPass = true };

    private void ReadMessages(Action<string?> onMessage)
    {
        var stream = process.Messages;
        var buffer = new byte[8192];
        var line = new List<byte>(256);
        try
        {
            for (int read; (read = stream.Read(buffer)) > 0;)
                foreach (var b in buffer.AsSpan(0, read))
                {
                    if (b is (byte)'\n' or (byte)'\r') Hand(line, onMessage);
                    else if (line.Count < MaxLineLength) line.Add(b);
                }
        }
        catch (IOException)
        {
            // The pipe broke with the process; what was read counts.
        }
        Hand(line, onMessage);
        onMessage(null);
    }

    private void Hand(List<byte> line, Action<string?> onMessage)
    {
        if (line.Count == 0) return;
        var text = Encoding.UTF8.GetString([.. line]);
        line.Clear();
        told |= text.Contains(SaysSignal, StringComparison.Ordinal);
        onMessage(text);
    }
}
