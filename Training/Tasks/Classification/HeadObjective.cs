using Gexia.Models;

namespace Gexia.Training.Tasks.Classification;

/// <summary>The training of a head on features: mean cross-entropy of its classes.</summary>
/// <param name="classifier">Head and widths.</param>
/// <param name="parameters">The head's.</param>
/// <param name="device">Where it lives.</param>
/// <param name="name">For the log.</param>
internal sealed class HeadObjective(Classifier classifier, ParameterSet parameters, Device device, string name) : IObjective<FeatureBatch>
{
    public ParameterSet Parameters => parameters;

    public string Describe(FeatureBatch batch) => name;

    public ShapeKey? KeyOf(FeatureBatch batch) => new ShapeKey(null, batch.Labels.Length);

    public TrainingStep<FeatureBatch> StepFor(FeatureBatch batch, InputMemory memory)
    {
        var items = batch.Labels.Length;
        return new Step(
            classifier,
            memory.Empty([items, classifier.VideoWidth], DType.Float32, device),
            classifier.TextWidth > 0 ? memory.Empty([items, classifier.TextWidth], DType.Float32, device) : null,
            memory.Empty([items], DType.Int32, device));
    }

    private sealed class Step(Classifier classifier, Tensor videos, Tensor? texts, Tensor labels) : TrainingStep<FeatureBatch>
    {
        public override void Write(FeatureBatch batch)
        {
            videos.Write<float>(batch.Videos);
            texts?.Write<float>(batch.Texts);
            labels.Write<int>(batch.Labels);
        }

        public override StepLoss Loss() => classifier.Logits(videos, texts).CrossEntropy(labels);
    }
}
