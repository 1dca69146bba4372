using Gexia.Models;

namespace Gexia.Training;

/// <summary>What is trained: joins a model, a batch and a loss. The loop knows nothing else of any of them.</summary>
/// <typeparam name="TBatch">Plain data, made ahead on another thread.</typeparam>
public interface IObjective<in TBatch>
{
    /// <summary>Everything that a checkpoint holds of the model.</summary>
    ParameterSet Parameters { get; }

    /// <summary>The loss of one batch, recorded for gradients; called inside a <see cref="TensorScope"/>.</summary>
    /// <returns>A scalar.</returns>
    Tensor Loss(TBatch batch);

    /// <summary>A word for the log on what kind of batch it was, such as its granularity.</summary>
    string Describe(TBatch batch);
}

/// <summary>One measured number: <c>long 3-3.t2v.r1</c> = 74.</summary>
/// <param name="Name">What it is; <see cref="BestRule"/> refers to it.</param>
/// <param name="Value">The number.</param>
public sealed record Figure(string Name, double Value);

/// <summary>Which figure decides that weights are the best so far.</summary>
/// <param name="Figure">Name of a figure that the evaluation gives.</param>
/// <param name="HigherIsBetter">False for ranks and losses.</param>
public sealed record BestRule(string Figure, bool HigherIsBetter = true);
