using Gexia.Models;

namespace Gexia.Training;

/// <summary>What is trained: joins a model, a batch and a loss. The loop knows nothing else of any of them.</summary>
/// <typeparam name="TBatch">Plain data, made ahead on another thread.</typeparam>
public interface IObjective<TBatch>
{
    /// <summary>Everything that a checkpoint holds of the model.</summary>
    ParameterSet Parameters { get; }

    /// <summary>A word for the log on what kind of batch it was, such as its granularity.</summary>
    string Describe(TBatch batch);

    /// <summary>What decides how the loss of a batch is computed, so that one captured step serves all batches with that key; null for a
    /// batch whose step is not to be captured.</summary>
    ShapeKey? KeyOf(TBatch batch);

    /// <summary>The inputs and the loss of batches like this one. The inputs are not written yet.</summary>
    /// <param name="batch">Any batch with the key.</param>
    /// <param name="memory">Where the inputs lie.</param>
    TrainingStep<TBatch> StepFor(TBatch batch, InputMemory memory);
}

/// <summary>What follows from an objective.</summary>
public static class ObjectiveLoss
{
    /// <summary>The loss of a batch in the scope that is open, without a capture.</summary>
    public static StepLoss LossOf<TBatch>(this IObjective<TBatch> objective, TBatch batch)
    {
        var step = objective.StepFor(batch, InputMemory.OfScope);
        step.Write(batch);
        return step.Loss();
    }
}
