using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Gexia.Data.Video;

/// <summary>A running ffmpeg or ffprobe: ended with its children on cancellation, at the time limits and on disposal; its messages never block it.</summary>
internal sealed class MediaProcess : IDisposable
{
    private const int MaxLineLength = 2048;

    private readonly string _program, _file;
    private readonly VideoLimits _limits;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenSource _wallClock = new(), _stall = new();
    private readonly CancellationTokenRegistration[] _registrations;
    private readonly Process _process;
    private readonly Thread _messages;

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
        (_program, _file, _limits, _cancellation) = (program, file, limits, cancellation);
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

        _process = Process.Start(start) ?? throw new VideoException(file, VideoFailure.ToolMissing, $"{program} did not start");
        _process.StandardInput.Close();
        _messages = new Thread(() => ReadMessages(onMessage)) { IsBackground = true, Name = program + " messages" };
        _messages.Start();
        _registrations = [cancellation.Register(Kill), _wallClock.Token.Register(Kill), _stall.Token.Register(Kill)];
        _wallClock.CancelAfter(limits.WallClock);
        Progress();
    }

    /// <summary>Standard output.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Says that something arrived: the clock for a stalled program starts anew.</summary>
    public void Progress() => _stall.CancelAfter(_limits.Stall);

    /// <summary>Stops that clock while it is not the program's turn.</summary>
    public void Pause() => _stall.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit status.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <exception cref="VideoException">A time limit ended the program.</exception>
    public int Finish()
    {
        _process.WaitForExit();
        _messages.Join();
        _cancellation.ThrowIfCancellationRequested();
        if (_wallClock.IsCancellationRequested)
            throw Limit(string.Create(CultureInfo.InvariantCulture, $"reading it took longer than {_limits.WallClock.TotalSeconds:0.#} s"));
        if (_stall.IsCancellationRequested)
            throw Limit(string.Create(CultureInfo.InvariantCulture, $"{_program} brought nothing for {_limits.Stall.TotalSeconds:0.#} s"));
        return _process.ExitCode;
    }

    /// <summary>Ends the program and its children.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended already.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        Kill();
        _process.WaitForExit();
        _messages.Join();
        _process.Dispose();
        _wallClock.Dispose();
        _stall.Dispose();
    }

    private VideoException Limit(string reason) => new(_file, VideoFailure.LimitExceeded, reason);

    private void ReadMessages(Action<string?> onMessage)
    {
        var stream = _process.StandardError.BaseStream;
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
