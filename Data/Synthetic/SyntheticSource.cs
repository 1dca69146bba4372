using Gexia.Data.Image;
using Gexia.Data.Video;

namespace Gexia.Data.Synthetic;

/// <summary>One short clip of a synthetic source: a part of the source's time line.</summary>
/// <param name="Scene">What it shows.</param>
/// <param name="Pose">Where its object is.</param>
/// <param name="Start">Seconds into the source, inclusive.</param>
/// <param name="End">Seconds into the source, exclusive.</param>
public sealed record SyntheticClip(Scene Scene, ScenePose Pose, double Start, double End)
{
    /// <summary>The clip's text by the grammar.</summary>
    public string Caption => SceneGrammar.Caption(Scene);
}

/// <summary>
/// A synthetic source video: one background, two colours, two shapes, and a few different scenes of that palette one
/// after the other, a second each. Scenes of a source look alike, so they are hard negatives for each other.
/// </summary>
/// <param name="Id">The source's name, which is its video's name too; such as "train-0017".</param>
/// <param name="Clips">The clips in time order.</param>
/// <param name="Video">All frames of all clips on one time line.</param>
public sealed record SyntheticSource(string Id, IReadOnlyList<SyntheticClip> Clips, FrameTimeline Video)
{
    /// <summary>The scenes in time order.</summary>
    public IReadOnlyList<Scene> Scenes => [.. Clips.Select(clip => clip.Scene)];

    /// <summary>The text of the whole video: the captions joined by " then ".</summary>
    public string LongText => SceneGrammar.LongText(Scenes);

    /// <summary>The compressed text of the whole video.</summary>
    public string Summary => SceneGrammar.Summary(Scenes);

    /// <summary>What of it is written to files.</summary>
    internal SyntheticVideo Written =>
        new(Id, Video, [.. Clips.Select(clip => new SyntheticPart(clip.Start, clip.End, clip.Caption))], Summary);

    /// <summary>The frames of one clip.</summary>
    public IReadOnlyList<RgbImage> FramesOf(SyntheticClip clip) =>
        [.. Video.Frames.Where((_, i) => Video.Times[i] >= clip.Start && Video.Times[i] < clip.End)];
}
