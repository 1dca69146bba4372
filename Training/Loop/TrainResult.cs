namespace Gexia.Training;

/// <summary>How a training ended.</summary>
/// <param name="Completed">False when it was cancelled; it can then be resumed.</param>
/// <param name="Step">Updates made, skipped ones included.</param>
/// <param name="Loss">Of the last step that was not skipped; NaN when there was none.</param>
/// <param name="SkippedSteps">Steps left out because something was not finite.</param>
/// <param name="Figures">What the last evaluation in this process gave; empty when there was none.</param>
/// <param name="Best">Best score so far, if a <see cref="BestRule"/> is given and an evaluation was made.</param>
/// <param name="BestStep">The step it was measured at.</param>
/// <param name="Seconds">Wall-clock time of this process's part.</param>
/// <param name="PeakMemoryBytes">Largest resident memory of the process so far.</param>
public sealed record TrainResult(
    bool Completed, long Step, double Loss, int SkippedSteps, IReadOnlyList<Figure> Figures, double? Best, long BestStep, double Seconds,
    long PeakMemoryBytes);

/// <summary>A training that cannot go on, with the reason.</summary>
/// <param name="message">What happened and what to try.</param>
public sealed class TrainingException(string message) : GexiaException(message);

/// <summary>Memory of this process.</summary>
internal static class PeakMemory
{
    /// <summary>The largest resident memory so far, in bytes (on Linux VmHWM).</summary>
    public static long Bytes
    {
        get
        {
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }
}
