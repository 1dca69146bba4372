namespace Gexia.Models;

/// <summary>The symmetric contrastive loss over a batch of matching pairs (GEXIA §3.2). See lessons/06-contrastive-loss.cs.</summary>
public static class ContrastiveLoss
{
    /// <summary>
    /// L = ½(L_v2t + L_t2v): mean cross-entropy of the rows and of the columns of exp(ℓ)·s, where s_ij is the cosine of video i and
    /// text j and the right answers lie on the diagonal.
    /// </summary>
    /// <param name="video">[batch, width], any length.</param>
    /// <param name="text">[batch, width], any length.</param>
    /// <param name="logitScale">ℓ = ln(1/τ), a scalar.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Symmetric(Tensor video, Tensor text, Tensor logitScale)
    {
        if (!video.Shape.Equals(text.Shape) || video.Shape.Rank != 2)
            throw new ShapeException(
                "ContrastiveLoss", $"needs as many videos as texts, [batch, width]. video: {video.Description}, text: {text.Description}.",
                video.Shape, text.Shape);
        var logits = video.L2Normalize().MatMul(text.L2Normalize().Transpose()) * logitScale.Exp();
        return logits.SymmetricCrossEntropy();
    }

    /// <summary><see cref="Symmetric"/> of what a model makes of a batch.</summary>
    /// <param name="model">Embeds.</param>
    /// <param name="inputs">The batch.</param>
    internal static StepLoss Of(IVideoTextModel model, VideoTextInputs inputs) =>
        Symmetric(inputs.EmbeddedVideos(model), inputs.EmbeddedTexts(model), model.LogitScale);
}
