namespace Gexia.Training.Optimizers;

/// <summary>How the learning rate changes over a training.</summary>
public interface ISchedule
{
    /// <summary>The factor on every group's learning rate for step 0, 1, …; 0..1.</summary>
    double Multiplier(long step);
}

/// <summary>Linear warm-up, then a cosine from 1 to 0 over the steps that remain. GEXIA §4.1 has the cosine; the warm-up is ours.</summary>
/// <param name="WarmupSteps">0 or more.</param>
/// <param name="Steps">All steps of the training.</param>
/// <remarks>(step+1)/warmup for step &lt; warmup, else ½(1 + cos(π (step − warmup)/(steps − warmup))).</remarks>
public sealed record WarmupThenCosine(long WarmupSteps, long Steps) : ISchedule
{
    /// <inheritdoc/>
    public double Multiplier(long step) =>
        step < WarmupSteps ? (step + 1.0) / WarmupSteps
        : step >= Steps ? 0
        : Cosine.Half((step - WarmupSteps) / (double)(Steps - WarmupSteps));
}

/// <summary>Linear warm-up multiplied with a cosine that runs over all steps from the first.</summary>
/// <param name="WarmupSteps">0 or more.</param>
/// <param name="Steps">All steps of the training.</param>
/// <remarks>min(1, (step+1)/warmup) · ½(1 + cos(π step/steps)).</remarks>
public sealed record WarmupTimesCosine(long WarmupSteps, long Steps) : ISchedule
{
    /// <inheritdoc/>
    public double Multiplier(long step) =>
        step >= Steps ? 0 : (WarmupSteps > 0 ? Math.Min(1, (step + 1.0) / WarmupSteps) : 1) * Cosine.Half(step / (double)Steps);
}

/// <summary>Linear warm-up, then 1.</summary>
/// <param name="WarmupSteps">0 or more.</param>
public sealed record WarmupThenConstant(long WarmupSteps) : ISchedule
{
    /// <inheritdoc/>
    public double Multiplier(long step) => step < WarmupSteps ? (step + 1.0) / WarmupSteps : 1;
}

internal static class Cosine
{
    /// <summary>From 1 at 0 to 0 at 1.</summary>
    public static double Half(double progress) => 0.5 * (1 + Math.Cos(Math.PI * progress));
}
