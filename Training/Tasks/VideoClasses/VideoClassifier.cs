using Gexia.Models;
using Gexia.Models.Layers;
using Gexia.Training.Config;
using Gexia.Training.Tasks.Classification;

namespace Gexia.Training.Tasks.VideoClasses;

/// <summary>W·mean over clips of z[j] + b (docs/tasks.md: mean video token → linear).</summary>
internal sealed class VideoClassifier(ParameterScope head, IVideoTextModel model, ModelConfig config, int classes) : Classifier
{
    private readonly Linear linear = new(head, config.Sizes.ClipWidth, classes);

    /// <inheritdoc/>
    public override int VideoWidth { get; } = config.Sizes.ClipWidth;

    /// <inheritdoc/>
    public override Tensor Videos(Tensor frames) => model.EncodeClips(frames).Mean(1);

    /// <inheritdoc/>
    public override Tensor Logits(Tensor videos, Tensor? texts) => linear.Forward(videos);
}
