using System.Globalization;
using Gexia.Training.GroundingWorlds;

namespace Gexia.Cli.Demo;

/// <summary>Runs the trainings of S-ViLM's miniature with a progress line, and says how to go on when it is cancelled.</summary>
internal static class GroundingTrainings
{
    /// <summary>Trains and measures.</summary>
    /// <param name="session">Whose standard error is written to.</param>
    /// <param name="verb">What the progress line begins with.</param>
    /// <param name="experiment">Of these options and seeds.</param>
    /// <param name="options">The numbers.</param>
    /// <param name="seeds">How many seeds.</param>
    /// <param name="folder">Receives data and runs.</param>
    /// <param name="onward">The command line that goes on with it.</param>
    /// <param name="cancellation">Saves what is trained so far and stops.</param>
    /// <exception cref="CommandException">It was cancelled.</exception>
    public static GroundingResult Run(
        Session session, string verb, GroundingExperiment experiment, GroundingOptions options, int seeds, string folder,
        IEnumerable<string> onward, CancellationToken cancellation)
    {
        var trainings = GroundingRow.All.Count * seeds;
        session.Note(string.Create(
            CultureInfo.InvariantCulture, $"{trainings} trainings of {options.Steps} steps, {options.AtATime} at a time, in {folder}"));
        using var progress = new DemoProgress(session, trainings, options.Steps, verb);
        TensorScope.TrimPool();         // trainings have memory of their own and leave it in the pool
        try
        {
            return experiment.Run(
                folder, (seed, row) => progress.Of(seeds == 1 ? row.Name : FormattableString.Invariant($"{seed}: {row.Name}")),
                cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Cancelled, $"cancelled. Go on with: {ShellCommand.Of(onward)}");
        }
    }
}
