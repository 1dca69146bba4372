using Gexia.Data.Video;

namespace Gexia.Data.Synthetic;

/// <summary>A video of <see cref="TwoObjectWorld"/>: one clip with two objects.</summary>
/// <param name="Id">The source's name, such as "train-0017".</param>
/// <param name="Scene">What it shows.</param>
/// <param name="Boxes">[2][frames] where each object is, in the caption's order; empty in frames in which it is hidden.</param>
/// <param name="Video">The frames.</param>
internal sealed record TwoObjectSource(
    string Id, TwoObjectScene Scene, IReadOnlyList<IReadOnlyList<FrameBox>> Boxes, FrameTimeline Video)
{
    /// <summary>"a {colour1} {shape1} {motion1} and a {colour2} {shape2} {motion2}".</summary>
    public string Caption => SceneGrammar.Caption(Scene);

    /// <summary>The noun phrase of each object, "{colour} {shape}", in the caption's order.</summary>
    public IReadOnlyList<string> Phrases => [.. Scene.Objects.Select(SceneGrammar.Phrase)];

    /// <summary>What of it is written to files.</summary>
    public SyntheticVideo Written => new(Id, Video, [new(0, Video.Duration, Caption)], SceneGrammar.Summary(Scene));
}
