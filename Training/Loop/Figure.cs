namespace Gexia.Training;

/// <summary>One measured number: <c>long 3-3.t2v.r1</c> = 74.</summary>
/// <param name="Name">What it is; <see cref="BestRule"/> refers to it.</param>
/// <param name="Value">The number.</param>
public sealed record Figure(string Name, double Value);

/// <summary>Which figure decides that weights are the best so far.</summary>
/// <param name="Figure">Name of a figure that the evaluation gives.</param>
/// <param name="HigherIsBetter">False for ranks and losses.</param>
public sealed record BestRule(string Figure, bool HigherIsBetter = true);
