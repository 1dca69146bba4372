using Gexia.Models;

namespace Gexia.Training.Tasks.Matching;

/// <summary>Some samples as pixels and ids, and which texts are right.</summary>
/// <param name="Data">Pixels and ids; where a sample has texts of its own to choose from, they are the phrases of <see
/// cref="BatchAdditions"/>.</param>
/// <param name="Positives">[samples, texts] row-major.</param>
internal sealed record MatchBatch(VideoTextBatch Data, float[] Positives);

/// <summary>The training of a model on clips and the texts that fit them, by the loss of a part.</summary>
/// <param name="model">Asked as the task says.</param>
/// <param name="part">Knows the loss.</param>
/// <param name="microBatch">Samples that are encoded at a time; 0 for the whole batch.</param>
/// <param name="name">For the log.</param>
internal sealed class MatchObjective(IVideoTextModel model, MatchPart part, int microBatch, string name) : IObjective<MatchBatch>
{
    public ParameterSet Parameters => model.Parameters;

    public string Describe(MatchBatch batch) => name;

    public ShapeKey? KeyOf(MatchBatch batch) => IsCut(batch.Data.Data.Count) ? null : VideoTextShape.Of(batch.Data, model).Key;

    public TrainingStep<MatchBatch> StepFor(MatchBatch batch, InputMemory memory)
    {
        var shape = VideoTextShape.Of(batch.Data, model);
        BatchInputs inputs = IsCut(shape.Pairs) ? new MicroBatches(shape, model, microBatch) : new WholeBatch(shape, model, memory);
        var positives = memory.Empty([shape.Pairs, part.Columns(shape.Pairs)], DType.Float32, model.LogitScale.Device);
        return new Step(model, part, inputs, positives);
    }

    private bool IsCut(int samples) => microBatch > 0 && microBatch < samples;

    private sealed class Step(IVideoTextModel model, MatchPart part, BatchInputs inputs, Tensor positives) : TrainingStep<MatchBatch>
    {
        public override void Write(MatchBatch batch)
        {
            inputs.Write(batch.Data);
            positives.Write<float>(batch.Positives);
        }

        public override StepLoss Loss() => part.Loss(model, inputs, positives);
    }
}
