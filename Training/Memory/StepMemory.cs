using Gexia.Models;
using Gexia.Training.Config;

namespace Gexia.Training.Memory;

/// <summary>What the tensors of one training step hold at most, in bytes.</summary>
/// <param name="Granularity">Which batches.</param>
/// <param name="Gradients">Of the parameters, when the step has ended.</param>
/// <param name="Bytes">At the peak of the step, inputs included.</param>
internal sealed record StepMemory(string Granularity, long Gradients, long Bytes)
{
    /// <summary>What the step needs beyond its gradients.</summary>
    public long Activations => Bytes - Gradients;

    /// <summary>Runs the step on the largest batch of a granularity, the texts as long as they may be.</summary>
    /// <param name="model">Lives on a device that plans.</param>
    /// <param name="config">The whole configuration.</param>
    /// <param name="policy">The granularity.</param>
    public static StepMemory Of(IVideoTextModel model, RunConfig config, GranularityPolicy policy)
    {
        using var scope = TensorScope.Begin();
        if (config.Task is not null) return OfTask(model, config, policy);
        var objective = new VideoTextObjective(
            model, config.Training.MicroBatch, TowerUses.Of(config.Training, config.Model.Sizes));
        var step = objective.StepFor(VideoTextShape.Of(policy, policy.BatchSize, config.Model.Sizes), InputMemory.OfScope);
        var gradients = step.Loss().Total.Backward(release: true);
        return new(
            policy.Name, model.Parameters.Sum(parameter => gradients.TryGet(parameter.Value, out var gradient) ? BytesOf(gradient) : 0),
            scope.PeakBytes);
    }

    // What a head adds to the model below it is small: its loss is stood for by a mean.
    private static StepMemory OfTask(IVideoTextModel model, RunConfig config, GranularityPolicy policy)
    {
        using var scope = TensorScope.Begin();
        var shape = VideoTextShape.OfEncoding(policy, policy.BatchSize, config.Model.Sizes);
        var choices = config.Task!.Kind.Choices;
        if (choices > 0) shape = shape with { Needs = new() { Phrases = choices, PhraseLength = shape.Length } };
        var micro = config.Training.MicroBatch;
        BatchInputs inputs = micro > 0 && micro < shape.Pairs
            ? new MicroBatches(shape, model, micro)
            : new WholeBatch(shape, model, InputMemory.OfScope);
        var loss = inputs.Videos(model.EncodeClips).Mean();
        if (choices > 0) loss += inputs.Phrases(model.EncodeText).Mean();
        else if (config.Task.Kind.ReadsTexts) loss += inputs.Texts(model.EncodeText).Mean();
        var gradients = loss.Backward(release: true);
        return new(
            policy.Name, model.Parameters.Sum(parameter => gradients.TryGet(parameter.Value, out var gradient) ? BytesOf(gradient) : 0),
            scope.PeakBytes);
    }

    /// <summary>Bytes at the peak of embedding a batch of an evaluation: its videos, then its texts.</summary>
    /// <param name="model">Lives on a device that plans.</param>
    /// <param name="config">The whole configuration.</param>
    /// <param name="policy">The granularity.</param>
    public static long OfEvaluation(IVideoTextModel model, RunConfig config, GranularityPolicy policy)
    {
        using var pause = Graph.NoGradient();
        var asked = model.With(policy.Options);
        var shape = VideoTextShape.OfEncoding(policy, config.Eval.BatchSize, config.Model.Sizes);
        return Math.Max(
            Peak(() => asked.EncodeVideo(BatchFrames.Normalized(
                Tensor.Empty(shape.PixelShape(shape.Pairs), DType.UInt8, model.LogitScale.Device), DType.Float32))),
            Peak(() => asked.EncodeText(BatchTexts.Unwritten(shape.Pairs, shape.Windows, shape.Length, model, InputMemory.OfScope))));

        static long Peak(Func<Tensor> encode)
        {
            using var scope = TensorScope.Begin();
            encode();
            return scope.PeakBytes;
        }
    }

    private static long BytesOf(Tensor tensor) => tensor.Length * tensor.DType.Size();
}
