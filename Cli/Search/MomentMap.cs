using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Embeddings;
using Gexia.Search;

namespace Gexia.Cli.Search;

/// <summary>A moment's best frame as the model sees it, and what each place of it does for the query's agreement.</summary>
/// <param name="Frame">The frame, cut to the model's square.</param>
/// <param name="Drop">[rows, columns]: how far the cosine falls when the place is covered.</param>
internal sealed record MomentMap(RgbImage Frame, double[,] Drop)
{
    /// <summary>Measures it: the model embeds the moment's frames again with the best frame covered, place by place.</summary>
    /// <param name="index">Whose model and windows.</param>
    /// <param name="query">[dimensions], of length 1.</param>
    /// <param name="moment">The moment.</param>
    /// <param name="cancellation">Ends it.</param>
    public static MomentMap Measure(VideoIndex index, float[] query, Moment moment, CancellationToken cancellation)
    {
        var (model, limits, path) = (index.Model, index.Options.Embedding.VideoLimits, Path.Combine(index.Folder, moment.File));
        var times = VideoReader.ReadTimes(path, limits, cancellation);
        var (start, end) = Window(moment, index.Options.Window);
        var picks = FrameSampler.Test(times, start, end, index.Options.Frames ?? model.Frames);
        var frames = VideoReader.ReadFrames(path, picks, FrameGeometry.For(model.Preprocessing), limits, cancellation);
        var best = Enumerable.Range(0, picks.Length).MinBy(i => Math.Abs(times[picks[i]] - moment.Second));
        return new(model.Preprocessing.Square(frames[best]), model.Align(frames, best, query, cancellation: cancellation).Layer(0));
    }

    /// <summary>The embedding of a query, without what must not be seen.</summary>
    public static float[] Vector(VideoIndex index, SearchQuery query, CancellationToken cancellation) => query.Picture is { } picture
        ? index.Model.EmbedImages([MediaReader.Picture(picture, index.Model, index.Options.Embedding, cancellation)], null, cancellation)[0]
        : index.Model.EmbedTexts([query.Text!], null, cancellation)[0].Vector;

    // As much of the moment around its best second as a window holds.
    private static (double Start, double End) Window(Moment moment, double length)
    {
        if (moment.End - moment.Start <= length) return (moment.Start, moment.End);
        var start = Math.Clamp(moment.Second - (length / 2), moment.Start, moment.End - length);
        return (start, start + length);
    }
}
