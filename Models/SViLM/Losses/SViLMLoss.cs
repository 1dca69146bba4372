namespace Gexia.Models;

/// <summary>L = ω₁·L_t + ω₂·L_g + ω₃·L_c of a batch of blended videos (S-ViLM §3; weights of 1 are the paper's).</summary>
/// <param name="model">Encodes.</param>
internal sealed class SViLMLoss(SViLMModel model)
{
    private readonly SViLMLosses losses = model.Config.Losses;

    /// <summary>The loss and its terms, those of weight 0 left out.</summary>
    /// <param name="inputs">The batch, with a blend, and with phrases where L_g counts.</param>
    public StepLoss Of(VideoTextInputs inputs)
    {
        var blend = inputs.Blend
            ?? throw new InvalidOperationException("SViLMLoss: the batch says not which clips are of which video; see BatchNeeds.Clips.");
        var packed = inputs.Videos((frames, noise) => Pack(frames, noise));
        var (videos, at, total) = (packed.Shape[0], 0, (Tensor?)null);
        List<LossTerm> terms = [];
        if (losses.Contrastive > 0)
        {
            var logits = Take(model.Config.ProjectionWidth).L2Normalize().MatMul(inputs.Texts(model.EncodeText).L2Normalize().Transpose())
                * model.LogitScale.Exp();
            Add("contrastive", losses.Contrastive, Matched(logits));
        }
        if (losses.Temporal > 0)
        {
            var width = model.Config.ClipWidth;
            var clips = Take(blend.Mask.Shape[1] * width).Reshape(videos, -1, width);
            var assignment = TemporalGrouping.Assignment(clips, blend.Mask, losses.TemporalTemperature, losses.StopCentres);
            Add("temporal", losses.Temporal, TemporalGrouping.Loss(assignment, blend.Mask, losses.TemporalError));
        }
        if (losses.Grounding > 0)
        {
            var groups = Take(model.Config.Groups.Tokens * model.Config.ProjectionWidth)
                .Reshape(videos, -1, model.Config.ProjectionWidth);
            var scores = SpatialGrounding.Scores(
                groups, inputs.Phrases(model.EncodeText), losses.Phrases, losses.PhraseTemperature);
            Add("grounding", losses.Grounding, Matched(scores * model.GroundingScale.Exp()));
        }
        return new(total!, terms);

        Tensor Take(int count)
        {
            at += count;
            return packed.Slice(1, at - count, count);
        }

        Tensor Matched(Tensor logits) => TwoPositives.Loss(logits, blend.Weights, losses.NormaliseColumns, losses.HalfSum);

        void Add(string name, double weight, Tensor term)
        {
            terms.Add(new(name, term));
            var weighted = weight == 1 ? term : term * weight;
            total = total is null ? weighted : total + weighted;
        }
    }

    // What the terms need of each video side by side: [videos, D + clips·C + M·D], without the parts of weight 0.
    private Tensor Pack(Tensor frames, Tensor? noise)
    {
        var video = losses.Grounding > 0 ? model.Inspect(frames, noise) : model.InspectVideo(frames);
        List<Tensor> parts = [];
        if (losses.Contrastive > 0) parts.Add(video.Embedding);
        if (losses.Temporal > 0) parts.Add(video.Clips.Reshape(frames.Shape[0], -1));
        if (losses.Grounding > 0) parts.Add(video.Groups!.Reshape(frames.Shape[0], -1));
        return ConcatOp.Concat([.. parts], axis: 1);
    }
}
