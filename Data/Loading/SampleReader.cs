using Gexia.Data.Granularities;
using Gexia.Data.Image;
using Gexia.Data.Text;
using Gexia.Data.Video;

namespace Gexia.Data.Loading;

/// <summary>
/// Turns pairs into numbers. in: a pair → its segments' frames by time → [frames, size, size, 3] bytes; its text → [length] ids.
/// </summary>
/// <param name="source">Gives the decoded frames of a video; may be called from several threads.</param>
/// <param name="tokenizer">Gives ids.</param>
/// <param name="size">Side of the square frames, pixels.</param>
/// <param name="crop">Augmentation for training; null takes the source's frames as they are, which must then be size × size.</param>
/// <param name="context">Ids that the text tower reads at once; longer rows of ids are windows of that length.</param>
public sealed class SampleReader(
    IFrameSource source, ITokenizer tokenizer, int size, RandomResizedCrop? crop = null, int context = int.MaxValue)
{
    /// <summary>Gives the decoded frames of a video.</summary>
    public IFrameSource Source => source;

    /// <summary>Side of the square frames, pixels.</summary>
    public int Size => size;

    /// <summary>Bytes of one frame.</summary>
    public int FrameBytes => size * size * 3;

    /// <summary>Reads the frames of a pair.</summary>
    /// <param name="pair">Its segments are joined in order.</param>
    /// <param name="frames">How many.</param>
    /// <param name="pixels">Receives [frames, size, size, 3].</param>
    /// <param name="random">Chooses times and crop as in training; null takes the middles of equal parts and no crop,
    /// as in testing.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="VideoException">A video cannot be read, or its frames have another size.</exception>
    public void ReadFrames(Pair pair, int frames, Span<byte> pixels, Rng? random, CancellationToken cancellation = default)
    {
        var videos = new Dictionary<string, FrameTimeline>(StringComparer.Ordinal);
        foreach (var segment in pair.Clip)
            if (!videos.ContainsKey(segment.Video)) videos.Add(segment.Video, source.Load(segment.Video, cancellation));
        ReadFrames(pair, videos, frames, pixels, random);
    }

    /// <summary>Reads the frames of a pair from videos that are open already; a segment is read up to its video's end at most.</summary>
    /// <param name="pair">Its segments are joined in order.</param>
    /// <param name="videos">Its videos by name.</param>
    /// <param name="frames">How many.</param>
    /// <param name="pixels">Receives [frames, size, size, 3].</param>
    /// <param name="random">Chooses times and crop as in training; null takes the middles of equal parts and no crop,
    /// as in testing.</param>
    /// <exception cref="VideoException">The frames of a video have another size; names it as the pair does.</exception>
    public void ReadFrames(Pair pair, IReadOnlyDictionary<string, FrameTimeline> videos, int frames, Span<byte> pixels, Rng? random)
    {
        TimedSegment[] segments = [.. pair.Clip.Select(segment => Timed(videos[segment.Video], segment))];
        var picks =
            random is null ? FrameSampler.Test(segments, frames) : FrameSampler.Train(segments, Uniforms(random.At(0, "times"), frames));
        var place = random is null || crop is null ? null : Uniforms(random.At(0, "crop"), 4);
        for (var i = 0; i < picks.Length; i++)
        {
            var name = pair.Clip[picks[i].Segment].Video;
            var image = videos[name].Frames[picks[i].Index];
            if (place is not null) image = Resize.Bicubic(image, crop!.Draw(image.Width, image.Height, place), size, size);
            if (image.Width != size || image.Height != size)
                throw new VideoException(
                    name, VideoFailure.Undecodable, $"its frames are {image.Width}x{image.Height}, the model needs {size}x{size}");
            image.Pixels.AsSpan(0, FrameBytes).CopyTo(pixels[(i * FrameBytes)..]);
        }
    }

    /// <summary>The frames of a pair by the test rule, in the size in which the source keeps them.</summary>
    /// <param name="pair">Its segments are joined in order.</param>
    /// <param name="frames">How many.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="VideoException">A video cannot be read.</exception>
    internal IReadOnlyList<RgbImage> TestFrames(Pair pair, int frames, CancellationToken cancellation = default)
    {
        FrameTimeline[] videos = [.. pair.Clip.Select(segment => source.Load(segment.Video, cancellation))];
        var picks = FrameSampler.Test([.. videos.Zip(pair.Clip, Timed)], frames);
        return [.. picks.Select(pick => videos[pick.Segment].Frames[pick.Index])];
    }

    /// <summary>Reads the text of a pair: start, ids, end, padding, in one window or several; cut when it is too long.</summary>
    /// <param name="pair">Its text may be of any length.</param>
    /// <param name="ids">Receives the ids; a multiple of the context when it is longer.</param>
    public void ReadText(Pair pair, Span<int> ids)
    {
        if (ids.Length <= context) tokenizer.EncodeForModel(pair.Text, ids.Length, out _).CopyTo(ids);
        else tokenizer.EncodeWindows(pair.Text, context, ids.Length / context, out _).CopyTo(ids);
    }

    /// <summary>Reads pairs in their order by the test rule, for evaluation.</summary>
    /// <param name="set">What to read.</param>
    /// <param name="from">First pair.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="VideoException">A video cannot be read: an evaluation never leaves anything out.</exception>
    public Batch ReadInOrder(SampleSet set, int from, int count, CancellationToken cancellation = default)
    {
        var pixels = new byte[checked(count * set.Frames * FrameBytes)];
        var ids = new int[checked(count * set.TextLength)];
        for (var i = 0; i < count; i++)
        {
            ReadFrames(
                set.Pairs[from + i], set.Frames, pixels.AsSpan(i * set.Frames * FrameBytes, set.Frames * FrameBytes), random: null,
                cancellation);
            ReadText(set.Pairs[from + i], ids.AsSpan(i * set.TextLength, set.TextLength));
        }
        return new Batch(set.Granularity.Name, set.Frames, size, pixels, set.TextLength, ids, [.. Enumerable.Range(from, count)]);
    }

    // A segment without duration is one moment: the sampler's segments must have an end, so it gets the next number as its end.
    private static TimedSegment Timed(FrameTimeline video, ClipSegment segment) =>
        new(
            video.Times, segment.Start,
            SegmentFit.Of(segment, video).End is var end && end > segment.Start ? end : Math.BitIncrement(segment.Start));

    private static double[] Uniforms(Rng random, int count)
    {
        var uniforms = new double[count];
        foreach (ref var uniform in uniforms.AsSpan()) uniform = random.NextDouble();
        return uniforms;
    }
}
