using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Training.Config;
using Gexia.Training.Tasks.Classification;

namespace Gexia.Training.Tasks.Answers;

/// <summary>
/// W₂·gelu(W₁·[v̂ ; q̂ ; v̂ ⊙ q̂] + b₁) + b₂, where v̂ and q̂ are the embeddings of video and question at unit length (docs/tasks.md).
/// </summary>
internal sealed class AnswerClassifier(ParameterScope head, IVideoTextModel model, ModelConfig config, int hidden, int answers) : Classifier
{
    private readonly Linear first = new(head.At("first"), 3 * config.Sizes.EmbeddingWidth, hidden);
    private readonly Linear second = new(head.At("second"), hidden, answers);

    /// <inheritdoc/>
    public override int VideoWidth { get; } = config.Sizes.EmbeddingWidth;

    /// <inheritdoc/>
    public override int TextWidth => VideoWidth;

    /// <inheritdoc/>
    public override Tensor Videos(Tensor frames) => model.EncodeVideo(frames).L2Normalize();

    /// <inheritdoc/>
    public override Tensor Texts(TextIds texts) => model.EncodeText(texts).L2Normalize();

    /// <inheritdoc/>
    public override Tensor Logits(Tensor videos, Tensor? texts) =>
        second.Forward(first.Forward(ConcatOp.Concat([videos, texts!, videos * texts!], axis: 1)).Gelu());
}
