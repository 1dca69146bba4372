using Gexia.Io;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Gexia.Data.Image;

/// <summary>An animation: pictures of one size and how long each shows.</summary>
/// <param name="Frames">At least one picture.</param>
/// <param name="Delays">Seconds each frame shows, a tenth where the file states a hundredth or less; 0 for the only frame
/// of a still picture.</param>
public sealed record AnimatedImage(IReadOnlyList<RgbImage> Frames, double[] Delays);

/// <summary>Reads and writes animated PNG, the default container for synthetic videos: lossless, and nothing native is needed.</summary>
public static class AnimatedPng
{
    /// <summary>All frames of an animated PNG as they appear on the canvas; a still PNG gives one frame.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What it may cost; <see cref="PictureLimits.Default"/> when null.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Frames with alpha dropped after composition.</returns>
    /// <exception cref="ImageException">The file is not a PNG, is damaged or is above a limit.</exception>
    public static AnimatedImage Read(string path, PictureLimits? limits = null, CancellationToken cancellation = default)
    {
        using var stream = Picture.Open(path, limits ?? PictureLimits.Default);
        return Decode(stream, path, limits, cancellation);
    }

    /// <summary>As <see cref="Read"/>, from a stream.</summary>
    /// <param name="stream">At its first byte.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">What it may cost; <see cref="PictureLimits.Default"/> when null.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Frames with alpha dropped after composition.</returns>
    /// <exception cref="ImageException">The data is no PNG, is damaged or is above a limit.</exception>
    public static AnimatedImage Decode(Stream stream, string name, PictureLimits? limits = null, CancellationToken cancellation = default)
    {
        var frames = new List<RgbImage>();
        var delays = new List<double>();
        using var clock = new PictureClock((limits ??= PictureLimits.Default).WallClock, cancellation);
        var kept = 0L;
        foreach (var (frame, seconds) in Frames(stream, name, limits, clock, _ => true))
        {
            if ((kept += frame!.Pixels.Length) > limits.MaxMemoryBytes)
                throw ImageException.Above(name, -1, $"its frames take more than {limits.MaxMemoryBytes} bytes of memory");
            frames.Add(frame with { Pixels = [.. frame.Pixels] });
            delays.Add(FrameDelay.Shown(seconds));
        }
        return new AnimatedImage(frames, [.. delays]);
    }

    /// <summary>The frames one by one, so that a reader who shrinks them never holds them all at full size.</summary>
    /// <returns>Each frame, null where it is not wanted, and the seconds that it shows as stated. The picture's memory is used
    /// again for the next.</returns>
    internal static IEnumerable<(RgbImage? Frame, double Seconds)> Frames(
        Stream stream, string name, PictureLimits limits, PictureClock clock, Func<int, bool> wanted)
    {
        var reader = new PngReader(name, limits, clock);
        AnimationSteps? steps = null;
        PngFrame still = default;
        foreach (var frame in reader.Frames(stream))
        {
            if (frame.Control is not { } control)
            {
                still = frame;
                continue;
            }
            steps ??= new AnimationSteps(name, reader.Header.Width, reader.Header.Height, limits, clock);
            yield return steps.Next(control.OnCanvas, draw => frame.Decode(draw), wanted, reader.Orientation);
        }
        if (steps is not null) yield break;
        steps = new AnimationSteps(name, reader.Header.Width, reader.Header.Height, limits, clock);
        var whole = new AnimationFrame(
            new PixelBox(0, 0, reader.Header.Width, reader.Header.Height), FrameDisposal.Keep, Blend: false, AnimationFrame.Still);
        yield return steps.Next(whole, draw => still.Decode(draw), wanted, reader.Orientation);
    }

    /// <summary>Writes an animation that repeats for ever. The file appears whole or not at all.</summary>
    /// <param name="path">The file; an older one is replaced.</param>
    /// <param name="frames">Pictures of one size, at least one.</param>
    /// <param name="framesPerSecond">Rate, a whole number of 1/1000 frames a second between 0.001 and 60.</param>
    /// <exception cref="ArgumentException">There is no frame, the sizes differ or the rate is out of range.</exception>
    public static void Write(string path, IReadOnlyList<RgbImage> frames, double framesPerSecond)
    {
        if (!(framesPerSecond is >= 0.001 and <= 60))
            throw new ArgumentException($"AnimatedPng: the rate must lie between 0.001 and 60 frames a second, not {framesPerSecond}.");
        // A delay is a fraction of 16-bit numbers: 1/rate = 1000/(1000·rate).
        var (numerator, denominator) = Math.Round(framesPerSecond) == framesPerSecond
            ? (1, (int)framesPerSecond)
            : (1000, (int)Math.Round(1000 * framesPerSecond));
        AtomicFile.Write(path, stream => Encode(stream, frames, (ushort)numerator, (ushort)denominator));
    }

    /// <summary>Writes an animation to a stream, every frame whole.</summary>
    /// <param name="stream">Receives the PNG; stays open.</param>
    /// <param name="frames">Pictures of one size, at least one.</param>
    /// <param name="delayNumerator">Each frame shows for numerator / denominator seconds.</param>
    /// <param name="delayDenominator">At least 1.</param>
    /// <exception cref="ArgumentException">There is no frame or the sizes differ.</exception>
    public static void Encode(Stream stream, IReadOnlyList<RgbImage> frames, ushort delayNumerator, ushort delayDenominator)
    {
        ArgumentOutOfRangeException.ThrowIfZero(delayDenominator);
        if (frames.Count == 0) throw new ArgumentException("AnimatedPng: an animation needs at least one frame.");
        var first = frames[0];
        foreach (var frame in frames)
            if (frame.Width != first.Width || frame.Height != first.Height)
                throw new ArgumentException(
                    $"AnimatedPng: frames must be of one size; found {first.Width}x{first.Height} and {frame.Width}x{frame.Height}.");

        stream.Write(PngChunk.Signature);
        PngChunk.Write(stream, PngChunkType.Header, Png.HeaderOf(first).ToBytes());
        var animation = new byte[8]; // frame count, then plays: 0 = for ever
        BinaryPrimitives.WriteInt32BigEndian(animation, frames.Count);
        PngChunk.Write(stream, PngChunkType.AnimationControl, animation);

        var sequence = 0u;
        for (var i = 0; i < frames.Count; i++)
        {
            var control = new PngFrameControl(
                sequence++, first.Width, first.Height, 0, 0, delayNumerator, delayDenominator, FrameDisposal.Keep, Blend: false);
            PngChunk.Write(stream, PngChunkType.FrameControl, control.ToBytes());
            var data = Png.Compress(frames[i], CompressionLevel.Fastest);
            if (i == 0)
            {
                PngChunk.Write(stream, PngChunkType.Data, data.Span);
                continue;
            }
            var numbered = new byte[4 + data.Length];
            BinaryPrimitives.WriteUInt32BigEndian(numbered, sequence++);
            data.Span.CopyTo(numbered.AsSpan(4));
            PngChunk.Write(stream, PngChunkType.FrameData, numbered);
        }
        PngChunk.Write(stream, PngChunkType.End, []);
    }
}
