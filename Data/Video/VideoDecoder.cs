using System.Collections.Concurrent;

namespace Gexia.Data.Video;

/// <summary>A decoded frame on its way: the buffer is used again after the receiver returned.</summary>
/// <param name="Index">Position among all decoded frames.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pixels">[Height, Width, 3], possibly with room behind.</param>
/// <param name="Seconds">Its timestamp as it stands in the file; null when unknown.</param>
internal readonly record struct RawFrame(int Index, int Width, int Height, byte[] Pixels, double? Seconds = null)
{
    public int Length => Width * Height * 3;
}

/// <summary>Runs one ffmpeg that gives times on standard error and pixels on standard output.</summary>
internal sealed class VideoDecoder
{
    /// <summary>Frames read ahead while the receiver works on another.</summary>
    private const int ReadAhead = 3;

    /// <summary>Above this, a list of wanted frames makes too long a filter; all frames travel instead.</summary>
    private const int MaxSelected = 256;

    private readonly string path;
    private readonly int stream;
    private readonly VideoLimits limits;
    private readonly bool oneThread;

    public VideoDecoder(string path, int stream, VideoLimits limits, bool oneThread = false) =>
        (this.path, this.stream, this.limits, this.oneThread) = (path, stream, limits, oneThread);

    /// <summary>
    /// Decodes a stream; a damaged one a second time, on one thread: what several threads make of damage differs from time to time.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="stream">Index of the stream.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="decode">Decodes once, from the beginning.</param>
    public static DecodeResult Settled(string path, int stream, VideoLimits limits, Func<VideoDecoder, DecodeResult> decode)
    {
        var result = decode(new VideoDecoder(path, stream, limits));
        return result.IsDamaged ? decode(new VideoDecoder(path, stream, limits, oneThread: true)) : result;
    }

    /// <summary>Times and sizes of all frames; no pixels are converted or moved.</summary>
    public DecodeResult Describe(CancellationToken cancellation) =>
        Run("showinfo=checksum=0,select=0", _ => false, int.MaxValue, null, cancellation)!;

    /// <summary>All frames in presentation order.</summary>
    public DecodeResult All(Action<RawFrame> receive, CancellationToken cancellation) =>
        Run("showinfo=checksum=0", _ => true, int.MaxValue, receive, cancellation)!;

    /// <summary>Only some frames; decoding ends after the last of them.</summary>
    /// <remarks>Where the picture's size changes on the way, ffmpeg's selection counts anew, so all frames are moved and chosen here.
    /// A frame can then be received twice.</remarks>
    public DecodeResult Selected(IReadOnlySet<int> indices, Action<RawFrame> receive, CancellationToken cancellation)
    {
        var last = indices.Max();
        if (indices.Count <= MaxSelected)
        {
            var filter = $"showinfo=checksum=0,select='{string.Join('+', indices.Order().Select(i => $"eq(n,{i})"))}'";
            if (Run(filter, indices.Contains, last, receive, cancellation, oneConfiguration: true) is { } result) return result;
        }
        return Run("showinfo=checksum=0", _ => true, last, frame =>
        {
            if (indices.Contains(frame.Index)) receive(frame);
        }, cancellation)!;
    }

    private DecodeResult? Run(
        string filter, Func<int, bool> moved, int last, Action<RawFrame>? receive, CancellationToken cancellation,
        bool oneConfiguration = false)
    {
        var log = new DecodeLog(this.path);
        using var process = new MediaProcess(
            "ffmpeg", MediaTool.DecodeArguments(this.path, this.stream, filter, this.limits.MaxPixels, this.oneThread), this.path,
            this.limits, log.Take, cancellation);
        using var frames = new BlockingCollection<RawFrame>(ReadAhead - 1);
        using var receiverGone = new CancellationTokenSource();
        var spare = new ConcurrentBag<byte[]>();
        var reader = Task.Factory.StartNew(
            () => Read(process, log, moved, last, oneConfiguration, frames, spare, receiverGone.Token),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (var frame in frames.GetConsumingEnumerable())
            {
                receive?.Invoke(frame);
                spare.Add(frame.Pixels);
            }
        }
        finally
        {
            if (!frames.IsCompleted) process.Kill();
            receiverGone.Cancel();
            reader.ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        }
        var stopped = reader.GetAwaiter().GetResult();
        if (stopped) process.Kill();
        var status = process.Finish();
        if (oneConfiguration && log.Configurations > 1) return null;
        return Conclude(log, stopped ? 0 : status);
    }

    /// <summary>Moves frames from the program to the receiver.</summary>
    /// <returns>Whether it stopped before the program's end because nothing more was wanted.</returns>
    private bool Read(
        MediaProcess process, DecodeLog log, Func<int, bool> moved, int last, bool oneConfiguration,
        BlockingCollection<RawFrame> frames, ConcurrentBag<byte[]> spare, CancellationToken receiverGone)
    {
        try
        {
            var total = 0L;
            FrameRecord size = default;
            for (var n = 0; log.WaitFor(n, out var frame); n++)
            {
                process.Progress();
                if (n == 0) size = frame; // where a stream changes its size, ffmpeg scales to the first frame's
                var bytes = 3L * size.Width * size.Height;
                total += bytes;
                if (n >= this.limits.MaxFrames) throw Limit($"it has more than {this.limits.MaxFrames} frames");
                if (bytes > 3 * this.limits.MaxPixels || bytes > Array.MaxLength)
                    throw Limit($"its frames of {size.Width}x{size.Height} are above the limit of {this.limits.MaxPixels} pixels");
                if (total > this.limits.MaxDecodedBytes) throw Limit($"its frames hold more than {this.limits.MaxDecodedBytes} bytes");
                if (oneConfiguration && log.Configurations > 1) return true;
                if (!moved(n)) continue;

                if (!spare.TryTake(out var pixels) || pixels.Length < bytes) pixels = new byte[bytes];
                if (process.Output.ReadAtLeast(pixels.AsSpan(0, (int)bytes), (int)bytes, throwOnEndOfStream: false) < bytes) return false;
                process.Pause(); // from here on it may be the receiver who is slow
                frames.Add(new RawFrame(n, size.Width, size.Height, pixels, Seconds(frame.Pts, log.TimeBase)), receiverGone);
                process.Progress();
                if (n >= last) return true;
            }
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        catch (VideoException)
        {
            process.Kill();
            throw;
        }
        finally
        {
            frames.CompleteAdding();
        }
    }

    private static double? Seconds(long? pts, (long Numerator, long Denominator) timeBase) =>
        (double?)pts * timeBase.Numerator / timeBase.Denominator;

    private DecodeResult Conclude(DecodeLog log, int status)
    {
        var frames = log.Frames;
        var complaint = log.Messages.First ?? (status != 0 ? $"ffmpeg ended with code {status}" : null);
        if (frames.Length > 0) return new DecodeResult(frames, log.TimeBase, complaint, log.Messages.Damage);
        if (complaint?.Contains("fps_mode", StringComparison.Ordinal) == true)
            throw new VideoException(this.path, VideoFailure.ToolMissing, "ffmpeg is too old, 5.1 or newer is needed");
        complaint ??= log.Messages.Damage.First;
        throw new VideoException(
            this.path, VideoFailure.Undecodable, complaint is null ? "holds no frame" : $"no frame could be decoded: {complaint}");
    }

    private VideoException Limit(string reason) => new(this.path, VideoFailure.LimitExceeded, reason);
}
