using Gexia.Models;

namespace Gexia.Training;

/// <summary>
/// The inputs of a step and its loss, for all batches with one <see cref="ShapeKey"/>: a batch is written into the inputs, and the loss is
/// a function of these and of the parameters. So it is written once, for steps that are captured and for those that are not.
/// </summary>
/// <typeparam name="TBatch">Plain data.</typeparam>
public abstract class TrainingStep<TBatch>
{
    /// <summary>Writes a batch into the inputs. Called before each run of a captured step, so it should allocate nothing.</summary>
    /// <param name="batch">One with the key that the step was made for.</param>
    public abstract void Write(TBatch batch);

    /// <summary>The loss of what was written last, recorded for gradients; called inside a <see cref="TensorScope"/>.</summary>
    public abstract StepLoss Loss();
}
