using Gexia.Models;

namespace Gexia.Training;

/// <summary>
/// The training of a video–text model: a batch's bytes and ids → what the model makes of them, with the options of the
/// batch's granularity → loss.
/// </summary>
/// <param name="model">What is trained.</param>
/// <param name="microBatch">Pairs that are encoded at a time; 0 for the whole batch.</param>
/// <param name="towers">What becomes of the towers; null trains them.</param>
internal sealed class VideoTextObjective(IVideoTextModel model, int microBatch = 0, TowerUses? towers = null)
    : IObjective<VideoTextBatch>
{
    /// <inheritdoc/>
    public ParameterSet Parameters => model.Parameters;

    /// <inheritdoc/>
    public string Describe(VideoTextBatch batch) => batch.Data.Granularity;

    /// <summary>Shapes and options of a batch; null with micro-batches, see <see cref="MicroBatches"/>.</summary>
    public ShapeKey? KeyOf(VideoTextBatch batch) => IsCut(batch.Data.Count) ? null : VideoTextShape.Of(batch, model).Key;

    /// <inheritdoc/>
    public TrainingStep<VideoTextBatch> StepFor(VideoTextBatch batch, InputMemory memory) =>
        StepFor(VideoTextShape.Of(batch, model), memory);

    /// <summary>The step of batches of a shape.</summary>
    public TrainingStep<VideoTextBatch> StepFor(VideoTextShape shape, InputMemory memory)
    {
        BatchInputs inputs = IsCut(shape.Pairs)
            ? new MicroBatches(shape, model, microBatch, towers)
            : new WholeBatch(shape, model, memory, towers);
        return new Step(model.With(shape.Options), inputs);
    }

    private bool IsCut(int pairs) => microBatch > 0 && microBatch < pairs;

    private sealed class Step(IVideoTextModel model, BatchInputs inputs) : TrainingStep<VideoTextBatch>
    {
        public override void Write(VideoTextBatch batch) => inputs.Write(batch);

        public override StepLoss Loss() => model.Loss(inputs);
    }
}
