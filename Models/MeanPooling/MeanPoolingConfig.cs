using Gexia.Models.Clip;

namespace Gexia.Models;

/// <summary>Sizes of CLIP4Clip's mean pooling.</summary>
public sealed record MeanPoolingConfig : VideoTextConfig
{
    /// <summary>Width of the joint space.</summary>
    public required int ProjectionWidth { get; init; }

    /// <inheritdoc/>
    public override int EmbeddingWidth => ProjectionWidth;

    internal override IReadOnlyList<int> FrameFeatures => [ProjectionWidth];

    internal override TextFeatureForm TextFeatures => new(ProjectionWidth, PerToken: false, SeesPadding: false);

    /// <inheritdoc/>
    public override IVideoTextModel Build(ParameterScope scope) =>
        new MeanPooling(scope, new ClipConfig { Vision = Vision, Text = Text, ProjectionWidth = ProjectionWidth }, Checkpoint);
}
