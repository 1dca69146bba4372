using System.Globalization;
using Gexia.Data.Granularities;
using Gexia.Data.Image;
using Gexia.Data.Video;

namespace Gexia.Data.Synthetic;

/// <summary>
/// Makes synthetic sources. Source number i of a split is a function of (seed, split, i) alone: not of how many sources
/// are made, of their order, or of threads.
/// </summary>
/// <param name="seed">Seed of scenes, poses and noise.</param>
/// <param name="size">Rows and columns of a frame.</param>
/// <param name="clips">Clips of a source, 1..24 (as many different scenes as a source's palette allows).</param>
/// <param name="frames">Frames of a clip, at least 1.</param>
public sealed class SyntheticSources(
    ulong seed, int size = SceneRenderer.DefaultSize, int clips = SyntheticSources.DefaultClips,
    int frames = SyntheticSources.DefaultFrames)
{
    /// <summary>Clips of a source in the miniature experiment.</summary>
    public const int DefaultClips = 4;

    /// <summary>Frames of a clip in the miniature experiment.</summary>
    public const int DefaultFrames = 4;

    /// <summary>Sources to train on in the miniature experiment.</summary>
    public const int TrainCount = 1000;

    /// <summary>Unseen sources to test on in the miniature experiment.</summary>
    public const int TestCount = 200;

    private readonly SceneRenderer renderer = new(size);
    private readonly int clips = clips is >= 1 and <= 24 ? clips
        : throw new ArgumentOutOfRangeException(nameof(clips), $"SyntheticSources: {clips} clips a source; use 1 to 24.");
    private readonly int frames = frames >= 1 ? frames
        : throw new ArgumentOutOfRangeException(nameof(frames), $"SyntheticSources: {frames} frames a clip; use at least 1.");

    /// <summary>The painter of the frames.</summary>
    public SceneRenderer Renderer => renderer;

    /// <summary>The first <paramref name="count"/> sources of a split.</summary>
    /// <param name="split">Such as "train" or "test"; different splits share nothing.</param>
    /// <param name="count">How many sources.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public SyntheticSource[] Create(string split, int count, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var result = new SyntheticSource[count];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, i => result[i] = Create(split, i));
        return result;
    }

    /// <summary>Clips with pairwise different captions, in order, from sources that were made: a fair gallery of short clips.</summary>
    /// <param name="sources">Where to look.</param>
    /// <param name="limit">Stop after this many.</param>
    public static IReadOnlyList<(SyntheticSource Source, SyntheticClip Clip)> DistinctClips(
        IEnumerable<SyntheticSource> sources, int limit) =>
        [.. sources.SelectMany(source => source.Clips.Select(clip => (source, clip))).DistinctBy(item => item.clip.Scene).Take(limit)];

    /// <summary>A pair of each clip, SVST, numbered in order; the video's name is the source's id.</summary>
    public static IEnumerable<Pair> PairsOf(IEnumerable<SyntheticSource> sources) =>
        SyntheticVideo.PairsOf(sources.Select(source => source.Written), source => source.Id);

    /// <summary>The videos of sources by their ids, as training and evaluation read them.</summary>
    public static IFrameSource FramesOf(IEnumerable<SyntheticSource> sources) =>
        new MemoryFrameSource(sources.ToDictionary(source => source.Id, source => source.Video, StringComparer.Ordinal));

    private SyntheticSource Create(string split, int number)
    {
        var rng = new Rng(seed).At(number, $"synthetic {split}");
        return Compose(split, number, Scenes(rng), rng);
    }

    /// <summary>Source number i of a split with these scenes.</summary>
    /// <param name="split">Names the source.</param>
    /// <param name="number">Names it, too, and chooses the noise.</param>
    /// <param name="scenes">As many as a source has clips, in time order.</param>
    /// <param name="rng">Draws the poses.</param>
    internal SyntheticSource Compose(string split, int number, IReadOnlyList<Scene> scenes, Rng rng)
    {
        var root = new Rng(seed);
        var parts = new List<SyntheticClip>(clips);
        var pictures = new List<RgbImage>(clips * frames);
        foreach (var scene in scenes)
        {
            var part = new SyntheticClip(scene, ScenePose.Draw(rng), parts.Count, parts.Count + 1);
            var noise = root.At(((long)number * clips) + parts.Count, $"synthetic {split} noise");
            pictures.AddRange(renderer.Render(scene, part.Pose, frames, noise));
            parts.Add(part);
        }
        var times = pictures.Select((_, i) => (i / frames) + ((i % frames) / (double)frames)).ToArray();
        return new SyntheticSource(
            $"{split}-{number.ToString("D4", CultureInfo.InvariantCulture)}", parts, new FrameTimeline(times, clips, pictures));
    }

    private List<Scene> Scenes(Rng rng)
    {
        var background = (SceneBackground)rng.NextInt32(Enum.GetValues<SceneBackground>().Length);
        var colors = rng.Sample(Enum.GetValues<SceneColor>().Length, 2);
        var shapes = rng.Sample(Enum.GetValues<SceneShape>().Length, 2);
        var motions = Enum.GetValues<SceneMotion>().Length;
        var scenes = new List<Scene>(clips);
        while (scenes.Count < clips)
        {
            var scene = new Scene(
                (SceneColor)colors[rng.NextInt32(2)], (SceneShape)shapes[rng.NextInt32(2)], (SceneMotion)rng.NextInt32(motions),
                background);
            if (!scenes.Contains(scene)) scenes.Add(scene);
        }
        return scenes;
    }
}
