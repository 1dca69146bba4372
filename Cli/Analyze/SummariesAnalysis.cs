using System.CommandLine;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Data.Datasets;
using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Data.Text;

namespace Gexia.Cli.Analyze;

/// <summary><c>gexia analyze summaries</c>: how good a summariser is, and how fast (GEXIA App. A, Table 7).</summary>
internal sealed class SummariesAnalysis : Analysis
{
    private const int MostTasks = 100_000;

    private readonly Option<string?> tasks = new Option<string?>("--tasks")
    {
        Description = "JSON Lines of {\"text\":\"…\",\"reference\":\"…\"}: what is to be summed up, and a summary held to be right.",
        HelpName = "FILE"
    }.Is(PathKind.File);

    private readonly PairsOptions pairs = new("--tasks is then needed");

    private readonly Option<int> count = new Option<int>("--count")
    {
        Description = "Tasks that are drawn of --pairs.", DefaultValueFactory = _ => 100
    }.Between(1, MostTasks);

    private readonly Option<double> clips = new Option<double>("--clips")
    {
        Description = "Short texts that a long one is made of, on average.", DefaultValueFactory = _ => 3.6
    }.Between(1, 1000);

    private readonly Option<ulong> seed = new("--seed") { Description = "Of the draw." };

    private readonly SummarizerOptions summarizer = new();

    private readonly Option<int> words = new Option<int>("--max-words")
    {
        Description = "Words of a summary at most.", DefaultValueFactory = _ => 20
    }.Between(1, 10_000);

    private readonly EncoderOption encoder = new();

    public override string Name => "summaries";

    public override string Description => "Judge summaries by ROUGE, BERTScore and time (Table 7).";

    public override IReadOnlyList<string> Examples { get; } =
    [
        "gexia analyze summaries --tasks tasks.jsonl --encoder runs/clips --out analysis",
        "gexia analyze summaries --pairs LSMDC16_annos_val.csv --source lsmdc --seed 1 --json",
        "gexia analyze summaries --tasks tasks.jsonl --summarizer chat --chat-url http://127.0.0.1:8080 --chat-private "
            + "--chat-model vicuna-13b-v1.5 --out analysis",
        "gexia analyze summaries --pairs shapes/pairs.jsonl --summaries shapes/summaries.jsonl --summarizer scene",
    ];

    public override void AddTo(Command command)
    {
        command.Add(tasks);
        pairs.AddTo(command);
        foreach (var option in (Option[])[count, clips, seed]) command.Add(option);
        summarizer.AddTo(command);
        command.Add(words);
        encoder.AddTo(command);
    }

    public override AnalysisFindings Run(Session session, ParseResult parse, string? folder, CancellationToken cancellation)
    {
        var given = parse.GetValue(tasks);
        using var maker = summarizer.Open(parse, folder, parse.GetValue(seed));
        BadPairs bad = new(BadVideoPolicy.Skip);
        var (all, reference) = given is null
            ? Drawn(session, parse, pairs.Named(parse), bad, cancellation)
            : (SummaryTask.Read(given, cancellation), SummaryReference.File);
        var model = encoder.Open(session, parse);
        if (model is null) session.Note("no --encoder, so no BERTScore");
        if (folder is not null && given is null) SummaryTaskFile.Write(Path.Combine(folder, "tasks.jsonl"), all);
        using var progress = new Progress(session.Terminal, "analyze", "summaries", all.Count);
        List<SummaryAssessment> rows = [];
        foreach (var one in (IEnumerable<ISummarizer>)[new ExtractiveSummarizer(), maker.Summarizer])
            if (rows.All(row => row.Summarizer != one.Id))
                rows.Add(Assess(one, all, parse.GetValue(words), model, progress, cancellation));
        maker.Tell(session);
        return new SummariesFindings(all, reference, parse.GetValue(words), model?.Id, rows)
        {
            Code = DroppedInputs.Tell(session, folder, new BadVideos(BadVideoPolicy.Skip), bad)
        };
    }

    private static SummaryAssessment Assess(
        ISummarizer maker, IReadOnlyList<SummaryTask> tasks, int words, ITokenFeatures? encoder, Progress progress,
        CancellationToken cancellation)
    {
        try
        {
            return SummaryAssessment.Of(tasks, maker, words, encoder, done => progress.Report(done), cancellation);
        }
        catch (ArgumentException error)     // a text that the summariser cannot read
        {
            throw CommandException.BadInput($"summaries: {error.Message}", error);
        }
    }

    private (IReadOnlyList<SummaryTask> Tasks, SummaryReference Reference) Drawn(
        Session session, ParseResult parse, PairFile file, BadPairs bad, CancellationToken cancellation)
    {
        IReadOnlyList<Pair> given;
        using (session.Wait($"reading {file.Path}"))
            given = [.. PairReader.Read(file, bad: pair => bad.Report("pairs", pair), cancellation: cancellation)];
        var (wanted, random) = (parse.GetValue(count), new Rng(parse.GetValue(seed)));
        var summed = file.Summaries is null ? null : FileSummaries.Open(file.Summaries, cancellation);
        var drawn = summed is null
            ? SummaryTask.Draw(given, wanted, parse.GetValue(clips), random)
            : SummaryTask.BySource(given, summed, wanted, random);
        if (drawn.Count == 0)
        {
            throw CommandException.BadInput(summed is null
                ? $"{file.Path}: {given.Count} pairs are too few for a task of {parse.GetValue(clips)} texts."
                : $"{file.Path}: {file.Summaries} holds no summary of any of its sources.");
        }
        if (drawn.Count < wanted) session.Note($"{given.Count} pairs give {drawn.Count} tasks, not {wanted}");
        return (drawn, summed is null ? SummaryReference.Text : SummaryReference.Summaries);
    }
}
