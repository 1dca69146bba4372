using Gexia.Training.Config;

namespace Gexia.Training.Runs;

/// <summary>The first thing that a training does in its folder.</summary>
internal static class RunStart
{
    /// <summary>
    /// Keeps the configuration, so that from then on the run can be gone on with by its folder alone; where there are checkpoints, compares
    /// it with the one that they were made with.
    /// </summary>
    /// <param name="config">Of now.</param>
    /// <param name="folder">Locked by the caller.</param>
    /// <param name="begun">Whether there is a checkpoint: as long as there is none, all that a start writes is made anew.</param>
    /// <param name="holdsRun">Whether there are trained weights.</param>
    /// <param name="resume">Whether the run is to be gone on with.</param>
    /// <exception cref="TrainingException">There is a run already, and it is not to be resumed.</exception>
    /// <exception cref="GexiaException">It has another configuration.</exception>
    public static void Prepare(RunConfig config, RunFolder folder, bool begun, bool holdsRun, bool resume)
    {
        if (config.Training.Epochs is not null)
            throw new ArgumentException("RunStart: the steps of the training are still to be counted, see EpochSteps.", nameof(config));
        if (!resume && holdsRun)
            throw new TrainingException($"{folder.Root}: holds a run already. Use --resume to go on with it, or another folder.");
        if (!begun)
        {
            folder.SaveConfig(config.Placed);
            foreach (var list in (string[])[folder.BadVideos, folder.BadPairs]) File.Delete(list);
        }
        else if (File.Exists(folder.Config) && ConfigDifference.First(RunConfig.Open(folder).Placed, config.Placed) is { } difference)
            throw new GexiaException(
                $"{folder.Config}: the run was begun with another configuration: {difference}. "
                + $"Resume it with its own, or start a new run.");
    }
}
