using Gexia.Models;

namespace Gexia.Training.Tasks.Classification;

/// <summary>The training of a head and the model below it: mean cross-entropy of its classes.</summary>
/// <param name="classifier">Head and model.</param>
/// <param name="model">Asked as the task says.</param>
/// <param name="parameters">Of both.</param>
/// <param name="microBatch">Videos that are encoded at a time; 0 for the whole batch.</param>
/// <param name="options">How the model is asked.</param>
/// <param name="name">For the log.</param>
internal sealed class ModelObjective(
    Classifier classifier, IVideoTextModel model, ParameterSet parameters, int microBatch, ModelOptions options, string name)
    : IObjective<SampleBatch>
{
    public ParameterSet Parameters => parameters;

    public string Describe(SampleBatch batch) => name;

    public ShapeKey? KeyOf(SampleBatch batch) => IsCut(batch.Data.Count) ? null : ShapeOf(batch).Key;

    public TrainingStep<SampleBatch> StepFor(SampleBatch batch, InputMemory memory)
    {
        var shape = ShapeOf(batch);
        BatchInputs inputs = IsCut(shape.Pairs) ? new MicroBatches(shape, model, microBatch) : new WholeBatch(shape, model, memory);
        return new Step(classifier, inputs, memory.Empty([shape.Pairs], DType.Int32, model.LogitScale.Device), options);
    }

    private VideoTextShape ShapeOf(SampleBatch batch) => VideoTextShape.Of(new VideoTextBatch(batch.Data, options), model);

    private bool IsCut(int samples) => microBatch > 0 && microBatch < samples;

    private sealed class Step(Classifier classifier, BatchInputs inputs, Tensor labels, ModelOptions options) : TrainingStep<SampleBatch>
    {
        public override void Write(SampleBatch batch)
        {
            inputs.Write(new VideoTextBatch(batch.Data, options));
            labels.Write<int>(batch.Labels);
        }

        public override StepLoss Loss() => classifier.Logits(
            inputs.Videos(classifier.Videos), classifier.TextWidth > 0 ? inputs.Texts(classifier.Texts) : null).CrossEntropy(labels);
    }
}
