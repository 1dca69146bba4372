using Gexia.Training;
using Gexia.Training.Config;

namespace Gexia.Cli.Train;

/// <summary>What <c>gexia train</c> is asked to train, and where: a config file and a folder, or with --resume a run alone.</summary>
/// <param name="Config">The configuration, changed by --set.</param>
/// <param name="Folder">The run.</param>
internal sealed record TrainTarget(RunConfig Config, RunFolder Folder)
{
    /// <summary>Reads the command line.</summary>
    /// <param name="named">A config file, the folder of a run, or null.</param>
    /// <param name="output">The folder of the run, or null.</param>
    /// <param name="resume">Whether a run is to be gone on with.</param>
    /// <param name="changes">Settings as KEY=VALUE.</param>
    /// <param name="afresh">The same command without --resume.</param>
    /// <exception cref="CommandException">They do not fit together, or there is no run to go on with.</exception>
    public static TrainTarget Of(string? named, string? output, bool resume, string[] changes, string afresh)
    {
        if (named is not null && !Directory.Exists(named))
        {
            var folder = new RunFolder(output ?? Path.Combine("runs", Path.GetFileNameWithoutExtension(named)));
            if (resume && !folder.WasBegun)
                throw CommandException.BadInput($"{folder.Root}: holds no run to go on with. Start one with: {afresh}");
            return new(RunConfig.Open(named, changes), folder);
        }
        if (!resume)
        {
            throw named is null
                ? CommandException.Usage("train: name a config file, or a run to go on with: gexia train --resume RUN")
                : CommandException.Usage(
                    $"train: '{named}' is a folder, not a config file. If it is a run, go on with it: "
                    + $"{ShellCommand.Of("train", "--resume", named)}");
        }
        if (named is not null && output is not null && Path.GetFullPath(named) != Path.GetFullPath(output))
            throw CommandException.Usage($"train: the run to go on with is '{named}' and --out is '{output}'. Name one of them.");
        if ((named ?? output) is not { } root) throw CommandException.Usage("train: name the run to go on with: gexia train --resume RUN");
        var run = new RunFolder(root);
        if (!File.Exists(run.Config))
        {
            throw CommandException.BadInput(
                $"{root}: holds no run to go on with: there is no config.json. "
                + $"Start one with: {ShellCommand.Of("train", "CONFIG", "--out", root)}");
        }
        return new(RunConfig.Open(run, changes), run);
    }
}
