namespace Gexia;

/// <summary>
/// A kernel that multiplies matrices, and says how much, as <see cref="Planning.PlanningDevice.MultiplyAdds"/> counts it.
/// </summary>
internal interface IProductKernel : IKernel
{
    /// <summary>Multiply-adds of all its products. What a causal mask hides counts in full, as papers count it.</summary>
    long MultiplyAdds { get; }
}
