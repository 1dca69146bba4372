using System.CommandLine;
using System.Globalization;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Data.Datasets;
using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Io;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia expand</c>: GEX on a pairs file; one JSON Lines file for each granularity of the plan.</summary>
internal static class ExpandCommand
{
    private const string SummariesFile = "summaries.jsonl", BadPairsFile = "bad_pairs.jsonl";

    public static Command Create(Terminal terminal)
    {
        var pairs = new Option<string>("--pairs")
        {
            Description = "JSON Lines or CSV with video, start, end, caption and perhaps source; see train --help.",
            HelpName = "FILE",
            Required = true
        }.Is(PathKind.File);
        var plan = new Option<string?>("--plan")
        {
            Description = "The steps as JSON; by source into LVLT, then summaries into LVST, when left out.", HelpName = "FILE"
        }.Is(PathKind.File);
        var output = new Option<string>("--out")
        {
            Description = "Folder for SVST.jsonl, LVLT.jsonl, ….", HelpName = "DIR", Required = true
        }.Is(PathKind.OutputFolder);
        var summaries = new Option<string?>("--summaries")
        {
            Description = $"Ready-made summaries; {SummariesFile} beside the pairs when there is one.", HelpName = "FILE"
        }.Is(PathKind.File);
        var summarizer = new SummarizerOptions();
        var seed = new Option<ulong>("--seed") { Description = "Seed of random integration." };
        var command = new Command(
            "expand", "Make longer and shorter pairs of short ones (GEX). Videos stay references: nothing is re-encoded.")
            { pairs, plan, output, summaries, seed };
        summarizer.AddTo(command);
        var source = new SourceOption();
        source.AddTo(command);
        command.Examples(
            "gexia expand --pairs clips/train.jsonl --out expanded",
            "gexia expand --pairs shapes/pairs.jsonl --plan plan.json --summarizer scene --out expanded --json",
            "gexia expand --pairs clips/train.jsonl --out expanded --summarizer chat --chat-url http://127.0.0.1:8080 --chat-private "
            + "--chat-model vicuna-13b-v1.5 --chat-concurrency 8",
            "GEXIA_CHAT_KEY=… gexia expand --pairs clips/train.jsonl --out expanded --summarizer chat "
            + "--chat-url https://api.example.org/v1 --chat-model NAME --chat-prompt prompt.txt");
        command.Run(terminal, (session, parse, cancellation) =>
        {
            var file = parse.GetValue(pairs)!;
            using var maker = summarizer.Open(parse, parse.GetValue(output)!, parse.GetValue(seed));
            var context = new ExpansionContext(
                maker.Summarizer, new Rng(parse.GetValue(seed)),
                Summaries(parse.GetValue(summaries), file, cancellation))
            { Cancellation = cancellation };
            var steps = parse.GetValue(plan) is { } planFile ? ExpansionPlan.Open(planFile) : ExpansionPlan.Default;
            var named = new PairFile(file, Source: source.Of(parse), ClipName: source.ClipNameOf(parse));
            return Expand(session, named, steps, context, maker, parse.GetValue(output)!, cancellation);
        });
        return command;
    }

    private static FileSummaries? Summaries(string? asked, string pairs, CancellationToken cancellation)
    {
        var path = asked ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(pairs))!, SummariesFile);
        return asked is not null || File.Exists(path) ? FileSummaries.Open(path, cancellation) : null;
    }

    private static int Expand(
        Session session, PairFile pairs, ExpansionPlan plan, ExpansionContext context, SummaryMaker maker, string folder,
        CancellationToken cancellation)
    {
        IReadOnlyList<GranularitySet> sets;
        var bad = new BadPairs(BadVideoPolicy.Skip);
        try
        {
            using var wait = session.Wait("expanding");
            sets = Expansion.Run(PairReader.Read(pairs, plan.Input, pair => bad.Report("pairs", pair), cancellation), plan, context);
        }
        catch (ArgumentException error)     // a pair of another granularity, or a caption that the summariser cannot read
        {
            throw CommandException.BadInput($"{pairs.Path}: {error.Message}");
        }
        WriteTogether(folder, sets, cancellation);
        var list = Path.Combine(folder, BadPairsFile);
        bad.Write(list);
        if (session.Json)
        {
            JsonText.WriteObject(session.Out, json =>
            {
                foreach (var set in sets) json.WriteNumber(set.Granularity.Name, set.Pairs.Count);
                maker.WriteTo(json);
            });
        }
        else
        {
            foreach (var set in sets)
                session.Out.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{set.Granularity.Name,-8}{set.Pairs.Count,9:N0} pairs  "
                        + $"{TerminalText.Escape(Path.Combine(folder, set.Granularity.Name + ".jsonl"))}"));
        }
        maker.Tell(session);
        foreach (var set in sets.Where(set => set.Pairs.Count == 0))
            session.Warn(
                $"{set.Granularity.Name} is empty: "
                + $"{(sets[0].Pairs.Count == 0 ? "there are no pairs to start from" : "no source has as many pairs as the plan asks for")}"
                + $".");
        var code = BadInputs.TellPairs(session, bad, list);
        return sets[0].Pairs.Count > 0 ? code : code == ExitCode.Ok ? ExitCode.NothingFound : ExitCode.BadInput;
    }

    // They are one expansion: lists of an older one must not stand beside them.
    private static void WriteTogether(string folder, IReadOnlyList<GranularitySet> sets, CancellationToken cancellation)
    {
        var staged = new List<StagedFile>();
        try
        {
            foreach (var set in sets)
            {
                cancellation.ThrowIfCancellationRequested();
                staged.Add(
                    StagedFile.Make(Path.Combine(folder, $"{set.Granularity.Name}.jsonl"), stream => PairWriter.Write(stream, set.Pairs)));
            }
            StagedFile.PutTogether(staged);
        }
        finally
        {
            foreach (var file in staged) file.Dispose();
        }
    }
}
