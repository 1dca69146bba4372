namespace Gexia.Training;

/// <summary>Is told how a training goes; the command line draws it. Called on the training thread, so it should be quick.</summary>
public interface IProgressSink
{
    /// <summary>An update was made.</summary>
    void Stepped(StepReport report);

    /// <summary>An update was left out because something was not finite.</summary>
    void Skipped(long step, string reason);

    /// <summary>The model was evaluated.</summary>
    void Evaluated(long step, IReadOnlyList<Figure> figures);

    /// <summary>A checkpoint was written.</summary>
    void Saved(long step, string path);
}

/// <summary>One update.</summary>
/// <param name="Step">Updates made, this one included.</param>
/// <param name="Steps">Updates of the whole training.</param>
/// <param name="Label">What the objective says of the batch.</param>
/// <param name="Loss">Mean over the step's batches.</param>
/// <param name="LearningRate">Largest of all groups.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="StepsPerSecond">Of late.</param>
/// <param name="Remaining">Time to the end at that rate, without evaluations.</param>
public readonly record struct StepReport(
    long Step, long Steps, string Label, double Loss, double LearningRate, double GradientNorm, double StepsPerSecond, TimeSpan Remaining);

/// <summary>Tells nobody.</summary>
public sealed class NoProgress : IProgressSink
{
    /// <inheritdoc/>
    public void Stepped(StepReport report) { }

    /// <inheritdoc/>
    public void Skipped(long step, string reason) { }

    /// <inheritdoc/>
    public void Evaluated(long step, IReadOnlyList<Figure> figures) { }

    /// <inheritdoc/>
    public void Saved(long step, string path) { }
}
