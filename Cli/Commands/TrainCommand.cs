using System.CommandLine;
using System.Globalization;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Cli.Report;
using Gexia.Cli.Train;
using Gexia.Cpu;
using Gexia.Training;
using Gexia.Training.Config;
using Gexia.Training.Runs;
using Gexia.Training.Tasks;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia train</c>: a training as its config file describes it, then its figures and its report.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string?>("config")
        {
            Description = "JSON with comments, see configs/; with --resume also the folder of a run.", Arity = ArgumentArity.ZeroOrOne
        }.Is(PathKind.Existing);
        var output = new Option<string?>("--out")
        {
            Description = "Folder of the run; runs/NAME-OF-CONFIG when left out.", HelpName = "RUN"
        }.Is(PathKind.OutputFolder);
        var resume = new Option<bool>("--resume")
        {
            Description = "Go on from the newest checkpoint, with the run's own config where none is named; "
                + "ends with the bytes of an uninterrupted run."
        };
        var set = new Option<string[]>("--set")
        {
            Description = "Change a setting, such as training.steps=600; may be repeated.",
            HelpName = "KEY=VALUE",
            Arity = ArgumentArity.ZeroOrMore
        };
        var threads = new Option<int>("--threads") { Description = "Threads of the kernels; results do not depend on it." }.Between(1, 256);
        var device = new DeviceOption();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what memory it will need, and whether that is there." };
        var command =
            new Command("train", "Train from a config file and measure: retrieval, or the task that it names.")
            {
                file, output, resume, set, threads, dryRun
            };
        device.AddTo(command);
        command.Examples(PairExamples.With(
            "gexia train configs/clips.json --set data.pairs=clips/train.jsonl --set data.videos=clips --out runs/clips",
            "gexia train --resume runs/clips",
            "gexia train --resume runs/clips --set training.steps=600",
            "gexia train configs/clips.json --device cuda --set training.precision=bfloat16",
            "gexia train configs/clips.json --dry-run --set model.checkpoint=true --set training.microBatch=4"));
        command.Run(terminal, (session, parse, cancellation) =>
        {
            var resumes = parse.GetValue(resume);
            var afresh = ShellCommand.Of(parse.Tokens.Select(token => token.Value).Where(word => word != "--resume"));
            // as a setting, so that the run keeps it and --resume goes on there
            string[] changes =
                [.. parse.GetValue(set) ?? [], .. device.Named(parse) is { } name ? (string[])[$"device={name}"] : []];
            var target = TrainTarget.Of(parse.GetValue(file), parse.GetValue(output), resumes, changes, afresh);
            if (parse.GetValue(dryRun)) return PlanListing.Write(session, target.Config, cancellation);
            if (target.Config.Training.Epochs is not null)
                using (session.Wait("counting what is trained on"))
                    target = target with { Config = EpochSteps.Counted(target.Config, cancellation) };
            using var limit = CpuThreads.Limit(parse.GetValue(threads) is > 0 and var count ? count : CpuThreads.Default);
            return Train(session, target, device.Open(session, parse, target.Config.Device), resumes, cancellation);
        }, savesFirst: true);
        return command;
    }

    /// <summary>Trains and measures; where that is broken off, the last line is the whole command to go on with.</summary>
    private static int Train(Session session, TrainTarget target, Device? device, bool resume, CancellationToken cancellation)
    {
        var (config, folder) = (target.Config, target.Folder);
        var onward = $"Go on with: {ShellCommand.Of("train", "--resume", Path.GetFullPath(folder.Root))}";
        TrainResult? result = null;
        try
        {
            using var work = new WorkLine(session.Terminal);
            if (config.Task is not null)
            {
                using var learned = new TaskRun(config, folder, resume ? TaskUse.Resume : TaskUse.Train, cancellation, work, device);
                (result, var card) = TaskListing.Train(session, learned, config, cancellation);
                if (card is not null) return TaskListing.Show(session, learned, result, card);
            }
            else
            {
                using var run = new VideoTextRun(config, folder, resume, cancellation, work, device);
                foreach (var set in run.Data.Train) session.Note(TrainProgress.Describe(set));
                if (run.FeatureCache is { } cache) session.Note($"feature cache: {cache.Describe()}");
                result = Train(session, run, config, cancellation);
                if (result.Completed) return Measure(session, run, config, result, cancellation);
            }
            session.Tell($"stopped after step {result.Step}; a checkpoint is saved. {onward}");
            return ExitCode.Cancelled;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            session.Tell($"stopped {(result is null ? "before the first step" : "while measuring; the training is complete")}. {onward}");
            return ExitCode.Cancelled;
        }
        catch (Exception error) when (folder.WasBegun && (error is IOException || ComputeDevices.IsFailure(error)))
        {
            throw CommandException.BadInput($"{Failure.Describe(error).Message} {onward}", error);
        }
    }

    private static TrainResult Train(Session session, VideoTextRun run, RunConfig config, CancellationToken cancellation)
    {
        using var progress = new TrainProgress(session, config.Training.Options.Steps);
        return run.Train(progress, cancellation);
    }

    private static int Measure(Session session, VideoTextRun run, RunConfig config, TrainResult result, CancellationToken cancellation)
    {
        List<RetrievalRow> rows = [.. run.Test.Select(cell => new RetrievalRow(cell.Name, run.Retrieve(cell, cancellation)))];
        using (session.Wait("writing the report"))
            ReportPage.Write(run.Folder.Report, new TrainReport(config, run, result, rows).Make(cancellation));
        var card = RetrievalCard.Of(config, run, [.. run.Test.Zip(rows, (cell, row) => (cell, row.Result))]);
        card.Save(run.Folder.Protocol);
        Show(session, run, result, rows, card);
        return BadInputs.Tell(session, run.Bad, run.Folder.BadVideos, run.BadPairs, run.Folder.BadPairs);
    }

    private static void Show(Session session, VideoTextRun run, TrainResult result, List<RetrievalRow> rows, ProtocolCard card)
    {
        var (folder, device) = (run.Folder, run.Model.LogitScale.Device);
        if (session.Json)
        {
            JsonText.WriteObject(session.Out, json =>
            {
                json.WriteString("run", folder.Root);
                json.WriteNumber("steps", result.Step);
                if (double.IsFinite(result.Loss)) json.WriteNumber("loss", result.Loss);
                else json.WriteNull("loss");
                json.WriteNumber("seconds", Math.Round(result.Seconds, 3));
                json.WriteNumber("peak_memory_bytes", result.PeakMemoryBytes);
                json.WriteNumber("skipped_steps", result.SkippedSteps);
                json.WriteStartObject("eval");
                foreach (var row in rows)
                {
                    json.WritePropertyName(row.Name);
                    row.Result.WriteTo(json);
                }
                json.WriteEndObject();
                json.WritePropertyName("protocol");
                card.WriteTo(json);
                json.WriteString("report", folder.Report);
                json.WriteString("device", device.Name);
                json.WriteNumber("fallbacks", ComputeDevices.FallbacksOf(device));
            });
            return;
        }
        if (rows.Count > 0)
        {
            session.Terminal.Write(RetrievalRows.Table("pairs, #iter", rows, intervals: true));
            session.Out.WriteLine();
        }
        session.Terminal.Write(string.Create(CultureInfo.InvariantCulture,
            $"{result.Step} steps in {result.Seconds:0.0} s, loss {result.Loss:0.000}, peak memory {result.PeakMemoryBytes / 1e6:0} MB"));
        session.Out.WriteLine($"report: {TerminalText.Escape(folder.Report)}");
    }
}
