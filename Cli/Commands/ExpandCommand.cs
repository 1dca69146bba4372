using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gexia.Cli.Expand;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Cpu;
using Gexia.Data.Granularities;
using Gexia.Data.Granularities.Partitioned;
using Gexia.Io;
using Gexia.Training;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia expand</c>: GEX on a file of pairs of any size; JSON Lines for each granularity of the plan.</summary>
internal static class ExpandCommand
{
    private const string SummariesFile = "summaries.jsonl";

    public static Command Create(Terminal terminal)
    {
        var input = new ExpandInput();
        var plan = new Option<string?>("--plan")
        {
            Description = "The steps as JSON; by source into LVLT, then summaries into LVST, when left out.", HelpName = "FILE"
        }.Is(PathKind.File);
        var output = new Option<string>("--out")
        {
            Description = "Folder for SVST.jsonl, LVLT.jsonl, …, or SVST-00000-of-00125.jsonl, … of several parts.", HelpName = "DIR",
            Required = true
        }.Is(PathKind.OutputFolder);
        var summaries = new Option<string?>("--summaries")
        {
            Description = $"Ready-made summaries; {SummariesFile} beside the pairs when there is one.", HelpName = "FILE"
        }.Is(PathKind.File);
        var summarizer = new SummarizerOptions();
        var seed = new Option<ulong>("--seed") { Description = "Seed of random integration." };
        var command = new Command(
            "expand",
            "Make longer and shorter pairs of short ones (GEX). Videos stay references: nothing is re-encoded. An expansion that was "
            + "broken off goes on when the same command is given again; meanwhile --out holds about three times the input.")
            { plan, output };
        input.AddTo(command);
        foreach (var option in (Option[])[summaries, seed]) command.Add(option);
        summarizer.AddTo(command);
        command.Examples(
            "gexia expand --pairs clips/train.jsonl --out expanded",
            "gexia expand --input InternVid-10M-flt.jsonl --format internvid --out expanded --json",
            "gexia expand --pairs shapes/pairs.jsonl --plan plan.json --summarizer scene --out expanded --json",
            "gexia expand --pairs clips/train.jsonl --out expanded --summarizer chat --chat-url http://127.0.0.1:8080 --chat-private "
            + "--chat-model vicuna-13b-v1.5 --chat-concurrency 8",
            "GEXIA_CHAT_KEY=… gexia expand --pairs clips/train.jsonl --out expanded --summarizer chat "
            + "--chat-url https://api.example.org/v1 --chat-model NAME --chat-prompt prompt.txt");
        command.Run(terminal, (session, parse, cancellation) =>
        {
            using var maker = summarizer.Open(parse, parse.GetValue(output)!, parse.GetValue(seed));
            var given = Summaries(parse.GetValue(summaries), input.File(parse));
            var context = new ExpansionContext(
                maker.Summarizer, new Rng(parse.GetValue(seed)), given is null ? null : FileSummaries.Open(given, cancellation))
            { Cancellation = cancellation };
            var planFile = parse.GetValue(plan);
            var settings = Settings(
                input.Settings(parse), maker.Summarizer.Id, $"seed {parse.GetValue(seed)}", StampOf("plan", planFile),
                StampOf("summaries", given));
            var pairs = input.Open(parse);
            var steps = planFile is null ? ExpansionPlan.Default : ExpansionPlan.Open(planFile);
            var parts = input.Parts(parse, pairs);
            return Expand(
                session,
                new ExpansionJob(
                    pairs, steps, context, parse.GetValue(output)!, $"{settings} {parts} parts", parts, CpuThreads.Count),
                maker, input.IsLarge(parse));
        });
        return command;
    }

    private static string? Summaries(string? asked, string pairs)
    {
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(pairs))!, SummariesFile);
        return asked ?? (Path.Exists(beside) ? beside : null);
    }

    private static string StampOf(string what, string? path) =>
        $"{what} {(path is null ? "none" : $"{Path.GetFullPath(path)} {FileStamp.Of(path)}")}";

    /// <summary>All that results depend on, in a few letters: what is asked, the files, and this build.</summary>
    private static string Settings(params string[] parts) => Convert.ToHexStringLower(
        SHA256.HashData(
            Encoding.UTF8.GetBytes(string.Join('\n', [.. parts, typeof(PartitionedExpansion).Module.ModuleVersionId.ToString()]))));

    private static int Expand(Session session, ExpansionJob job, SummaryMaker maker, bool isLarge)
    {
        var begun = Stopwatch.GetTimestamp();
        ExpansionOutcome outcome;
        try
        {
            using var line = new WorkLine(session.Terminal);
            outcome = PartitionedExpansion.Run(job with
            {
                Progress = line,
                Resumed = done => session.Note($"{job.Output}: going on with an earlier expansion; {done} of {job.Parts} parts are done."),
            });
        }
        catch (ArgumentException error)     // a caption that the summariser cannot read
        {
            throw CommandException.BadInput($"{job.Pairs.Path}: {error.Message}");
        }
        Tell(session, job, outcome, maker, isLarge ? Stopwatch.GetElapsedTime(begun) : null);
        maker.Tell(session);
        var isEmpty = outcome.Counts[0].Pairs == 0;
        foreach (var (granularity, _) in outcome.Counts.Where(set => set.Pairs == 0))
            session.Warn(
                $"{granularity} is empty: "
                + $"{(isEmpty ? "there are no pairs to start from" : "no source has as many pairs as the plan asks for")}.");
        if (outcome.Bad > 0)
            session.Warn($"{outcome.Bad} pairs cannot be used and were left out; {outcome.BadList} lists them with the reasons.");
        return isEmpty ? (outcome.Bad > 0 ? ExitCode.BadInput : ExitCode.NothingFound) : outcome.Bad > 0 ? ExitCode.Partial : ExitCode.Ok;
    }

    private static void Tell(Session session, ExpansionJob job, ExpansionOutcome outcome, SummaryMaker maker, TimeSpan? elapsed)
    {
        if (session.Json)
        {
            JsonText.WriteObject(session.Out, json =>
            {
                foreach (var (granularity, pairs) in outcome.Counts) json.WriteNumber(granularity.Name, pairs);
                maker.WriteTo(json);
                if (elapsed is not { } time) return;
                json.WriteNumber("seconds", Math.Round(time.TotalSeconds, 3));
                json.WriteNumber("peak_memory_bytes", PeakMemory.Bytes);
            });
            return;
        }
        foreach (var (granularity, pairs) in outcome.Counts)
        {
            var file = Path.Combine(job.Output, job.Parts == 1 ? $"{granularity}.jsonl" : $"{granularity}-*-of-{job.Parts:D5}.jsonl");
            session.Out.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{granularity.Name,-8}{pairs,9:N0} pairs  {TerminalText.Escape(file)}"));
        }
    }
}
