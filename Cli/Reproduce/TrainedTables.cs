using System.Globalization;
using Gexia.Cli.Demo;
using Gexia.Training;

namespace Gexia.Cli.Reproduce;

/// <summary>How the trainings of a call are shown, and what is said where they are broken off.</summary>
internal static class TrainedTables
{
    /// <summary>Runs the trainings of an experiment.</summary>
    /// <param name="session">Whose standard error shows progress.</param>
    /// <param name="request">The words that go on with it.</param>
    /// <param name="trainings">How many there are, over all seeds.</param>
    /// <param name="steps">Updates of each.</param>
    /// <param name="atATime">Trainings at a time.</param>
    /// <param name="folder">Keeps them.</param>
    /// <param name="run">Trains and measures with the progress of each training by its name.</param>
    /// <param name="updates">Updates of all trainings together where they differ in length; null for <paramref name="steps"/> each.</param>
    /// <param name="cancellation">Saves what is trained so far and stops.</param>
    /// <exception cref="CommandException">It was cancelled.</exception>
    public static T Run<T>(
        Session session, ReproduceRequest request, int trainings, int steps, int atATime, string folder,
        Func<Func<string, IProgressSink>, T> run, long? updates, CancellationToken cancellation)
    {
        session.Note(
            string.Create(CultureInfo.InvariantCulture, $"{trainings} trainings of {steps} steps, {atATime} at a time, in {folder}"));
        using var progress = updates is { } all
            ? new DemoProgress(session, 1, all, "reproduce")
            : new DemoProgress(session, trainings, steps, "reproduce");
        TensorScope.TrimPool();         // trainings have memory of their own and leave it in the pool
        try
        {
            return run(progress.Of);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Cancelled, $"cancelled. Go on with: {ShellCommand.Of(request.Onward)}");
        }
    }
}
