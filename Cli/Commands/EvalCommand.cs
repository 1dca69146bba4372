using System.CommandLine;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Cli.Report;
using Gexia.Cli.Train;
using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Training;
using Gexia.Training.Config;
using Gexia.Training.Evaluation;
using Gexia.Training.Runs;
using Gexia.Training.Tasks;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia eval</c>: retrieval of a finished run, on its own pairs or any others.</summary>
internal sealed class EvalCommand
{
    private readonly Argument<string> folder = new Argument<string>("run") { Description = "Folder that train wrote." }.Is(PathKind.Folder);

    private readonly Option<string?> pairs = new Option<string?>("--pairs")
    {
        Description = "JSON Lines or CSV with the pairs to measure on; the run's own (eval.pairs, else data.pairs) when left out.",
        HelpName = "FILE"
    }.Is(PathKind.File);

    private readonly Option<string?> videos = new Option<string?>("--videos")
    {
        Description = "Folder of their videos; the run's own when left out.", HelpName = "DIR"
    }.Is(PathKind.Folder);

    private readonly Option<string?> iterations = new Option<string?>("--iter")
    {
        Description = "#iter of video and text, such as 3-3; as trained when left out.", HelpName = "V-T"
    };

    private readonly Option<bool> joined = new Option<bool>("--long") { Description = "Join each source's segments and captions." };

    private readonly Option<string> text = new Option<string>("--text")
    {
        Description = "With --long: the joined captions, or the compressed texts (summaries).", DefaultValueFactory = _ => "captions"
    };

    private readonly Option<string?> summaries = new Option<string?>("--summaries")
    {
        Description = "File of compressed texts; summaries.jsonl beside the pairs when there is one, else made.", HelpName = "FILE"
    }.Is(PathKind.File);

    private readonly Option<bool> best = new Option<bool>("--best") { Description = "Measure the best weights instead of the last." };

    private readonly WeightsOption weights = new();

    private readonly SourceOption source = new();

    public static Command Create(Terminal terminal) => new EvalCommand().Build(terminal);

    private Command Build(Terminal terminal)
    {
        text.OneOf("captions", "summaries");
        var command = new Command(
            "eval",
            "Measure retrieval, text to video and video to text, or a task as its run describes it. Videos and pairs that cannot be "
            + "used are left out, told of and listed in RUN/eval.")
            { folder, pairs, videos, iterations, joined, text, summaries, best };
        weights.AddTo(command);
        source.AddTo(command);
        command.Examples(
            "gexia eval runs/clips",
            "gexia eval runs/clips --pairs clips/test.jsonl --videos clips",
            "gexia eval runs/clips --pairs clips/test.jsonl --videos clips --long --iter 3-3 --json",
            "gexia eval runs/clips --pairs clips/test.jsonl --videos clips --long --text summaries --iter 3-1",
            "gexia eval runs/clips --pairs clips/test.jsonl --videos clips --weights int8",
            "gexia eval runs/clips --device auto");
        command.Run(terminal, Run);
        return command;
    }

    private int Run(Session session, ParseResult parse, CancellationToken cancellation)
    {
        var (isLong, compressed) = (parse.GetValue(joined), parse.GetValue(text) == "summaries");
        source.RequirePairs("eval", parse, parse.GetValue(pairs) is not null);
        if (compressed && !isLong)
            throw CommandException.Usage("eval: --text summaries needs --long: summaries describe whole videos.");
        var granularity = !isLong ? Granularity.Svst : compressed ? Granularity.Lvst : Granularity.Lvlt;
        var asked = parse.GetValue(iterations) is { } name ? ParseIterations(name) : null;
        var place = new RunFolder(parse.GetValue(folder)!);
        TrainedRun run;
        var device = weights.DeviceOf(session, parse);
        if (parse.GetValue(pairs) is null && File.Exists(place.Config) && RunConfig.Open(place) is { Task: not null } learned)
            return Measure(session, place, learned, device, parse.GetValue(best), cancellation);
        using (session.Wait($"reading {place.Root}"))
            run = TrainedRun.Open(place, parse.GetValue(best), weights.Of(parse), weights.AllowsNonFinite(parse), device);
        using var work = new WorkLine(session.Terminal);
        run.Progress = work;
        BadVideos bad = new(run.Config.Data.BadVideos);
        BadPairs badPairs = new(run.Config.Data.BadVideos);
        var chosen = RunPairs.Of(
            place.Root, run.Config, parse.GetValue(pairs), source.Of(parse), parse.GetValue(videos), parse.GetValue(summaries),
            source.ClipNameOf(parse));
        chosen.Tell(session);
        var (cell, result) = run.Retrieve(chosen.File, granularity, asked, bad, badPairs, cancellation);
        if (result.Protocol.Videos == 1)
            session.Warn("the gallery holds one clip, which is first whatever the model: these figures say nothing.");
        if (session.Json)
            JsonText.WriteObject(session.Out, json =>
            {
                result.WriteMembers(json);
                ProtocolCard.WriteIntervals(json, result.Measured());
            });
        else
        {
            var row = new RetrievalRow(cell.Name, result);
            session.Terminal.Write(RetrievalRows.Table("pairs, #iter", [row], intervals: true));
            session.Out.WriteLine();
            session.Terminal.Write(RetrievalRows.Protocol(row));
        }
        WriteLists(session, place.Evaluation, bad, badPairs);
        var code = BadInputs.Tell(session, bad, place.Evaluation.BadVideos, badPairs, place.Evaluation.BadPairs);
        if (result.Protocol.Details.FirstOrDefault(detail => detail.Key == VideoTextEvaluation.NotFinite).Value is not { } broken)
            return code;
        session.Warn($"{broken}: their embeddings are not finite, so that they are found by nothing and find nothing.");
        return ExitCode.Partial;
    }

    private static int Measure(
        Session session, RunFolder place, RunConfig config, Device? device, bool best, CancellationToken cancellation)
    {
        using var work = new WorkLine(session.Terminal);
        using var run = new TaskRun(config, place, TaskUse.Measure, cancellation, work, device);
        var card = run.Measure(best, cancellation);
        WriteLists(session, place.Evaluation, run.Bad, run.BadPairs);
        return TaskListing.Show(session, run, card);
    }

    // A run may lie where nothing can be written; it can be measured all the same.
    private static void WriteLists(Session session, RunFolder lists, BadVideos bad, BadPairs badPairs)
    {
        try
        {
            bad.Write(lists.BadVideos);
            badPairs.Write(lists.BadPairs);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            session.Warn(Failure.Describe(error).Message);
        }
    }

    private static Iterations ParseIterations(string text)
    {
        try
        {
            return Iterations.Parse(text);
        }
        catch (FormatException error)
        {
            throw CommandException.Usage($"eval: --iter: {error.Message}");
        }
    }
}
