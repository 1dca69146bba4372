using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Gexia.Data.Video;

/// <summary>A running ffmpeg or ffprobe: ended with its children on cancellation, at the time limits and on disposal; its messages never block it.</summary>
internal sealed class MediaProcess : IDisposable
{
    private const int MaxLineLength = 2048;

    private readonly string program, file;
    private readonly VideoLimits limits;
    private readonly CancellationToken cancellation;
    private readonly CancellationTokenSource wallClock = new(), stall = new();
    private readonly CancellationTokenRegistration[] registrations;
    private readonly Process process;
    private readonly Thread messages;
    private readonly long started = Stopwatch.GetTimestamp();
    private long waiting; // since when the program is expected to bring something; 0 while it is not its turn
    private bool stalled;

    /// <summary>Starts a program.</summary>
    /// <param name="program">"ffmpeg" or "ffprobe".</param>
    /// <param name="arguments">One entry an argument.</param>
    /// <param name="file">The video, for messages.</param>
    /// <param name="limits">Time limits.</param>
    /// <param name="onMessage">Receives each line of standard error on another thread, then null at its end.</param>
    /// <param name="cancellation">Ends the program.</param>
    public MediaProcess(
        string program, IEnumerable<string> arguments, string file, VideoLimits limits, Action<string?> onMessage, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        (this.program, this.file, this.limits, this.cancellation) = (program, file, limits, cancellation);
        var path = MediaTool.Find(program)
            ?? throw new VideoException(file, VideoFailure.ToolMissing, $"{program} is not on PATH; install it (Debian and Ubuntu: apt-get install ffmpeg)");
        var start = new ProcessStartInfo(path)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment.Remove("FFREPORT"); // would write a log file wherever it says
        start.Environment["AV_LOG_FORCE_NOCOLOR"] = "1";

        process = Process.Start(start) ?? throw new VideoException(file, VideoFailure.ToolMissing, $"{program} did not start");
        process.StandardInput.Close();
        messages = new Thread(() => ReadMessages(onMessage)) { IsBackground = true, Name = program + " messages" };
        messages.Start();
        registrations = [cancellation.Register(Kill), wallClock.Token.Register(Kill), stall.Token.Register(Kill)];
        wallClock.CancelAfter(limits.WallClock);
        Progress();
    }

    /// <summary>Standard output.</summary>
    public Stream Output => process.StandardOutput.BaseStream;

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
    /// <exception cref="VideoException">A time limit ended the program.</exception>
    public int Finish()
    {
        process.WaitForExit();
        messages.Join();
        this.cancellation.ThrowIfCancellationRequested();
        // The clocks are read as well: a timer may come late on a busy machine, a limit holds all the same.
        NoteStall();
        if (wallClock.IsCancellationRequested || Stopwatch.GetElapsedTime(started) > this.limits.WallClock)
            throw Limit(string.Create(CultureInfo.InvariantCulture, $"reading it took longer than {this.limits.WallClock.TotalSeconds:0.#} s"));
        if (stall.IsCancellationRequested || stalled)
            throw Limit(string.Create(CultureInfo.InvariantCulture, $"{this.program} brought nothing for {this.limits.Stall.TotalSeconds:0.#} s"));
        return process.ExitCode;
    }

    /// <summary>Ends the program and its children.</summary>
    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended already.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        Kill();
        process.WaitForExit();
        messages.Join();
        process.Dispose();
        wallClock.Dispose();
        stall.Dispose();
    }

    private void NoteStall() => stalled |= waiting != 0 && Stopwatch.GetElapsedTime(waiting) > this.limits.Stall;

    private VideoException Limit(string reason) => new(this.file, VideoFailure.LimitExceeded, reason);

    private void ReadMessages(Action<string?> onMessage)
    {
        var stream = process.StandardError.BaseStream;
        var buffer = new byte[8192];
        var line = new List<byte>(256);
        try
        {
            for (int read; (read = stream.Read(buffer)) > 0;)
                foreach (var b in buffer.AsSpan(0, read))
                {
                    if (b is (byte)'\n' or (byte)'\r')
                    {
                        if (line.Count > 0) onMessage(Encoding.UTF8.GetString([.. line]));
                        line.Clear();
                    }
                    else if (line.Count < MaxLineLength) line.Add(b);
                }
        }
        catch (IOException)
        {
            // The pipe broke with the process; what was read counts.
        }
        if (line.Count > 0) onMessage(Encoding.UTF8.GetString([.. line]));
        onMessage(null);
    }
}
