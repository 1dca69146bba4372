namespace Gexia.Training;

/// <summary>
/// All batches whose loss is computed alike: the same shapes, the same number of iterations. They are written into the same tensors,
/// from which the loss is then computed, so that one captured step (<see cref="CapturedStep"/>) serves all of them.
/// </summary>
/// <typeparam name="TBatch">Plain data.</typeparam>
public abstract class StepForm<TBatch>
{
    /// <summary>Writes a batch of this form into the tensors. Called before each run; should allocate nothing.</summary>
    public abstract void Write(TBatch batch);

    /// <summary>The loss of what was written last, recorded for gradients; called while a step is captured.</summary>
    /// <returns>A scalar, the same bits as <see cref="IObjective{TBatch}.Loss"/>.</returns>
    public abstract Tensor Loss();
}

/// <summary>An objective whose steps can be captured, so that a training step makes no objects.</summary>
/// <typeparam name="TBatch">Plain data, made ahead on another thread.</typeparam>
public interface ICapturableObjective<TBatch> : IObjective<TBatch>
{
    /// <summary>The form of a batch: the same object for all batches of that form. Null when it is not worth keeping one; its loss is
    /// then computed as usual.</summary>
    StepForm<TBatch>? FormOf(TBatch batch);
}
