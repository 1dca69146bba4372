using System.Globalization;
using Gexia.Cli.Report;
using Gexia.Cpu;
using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Training;
using Gexia.Training.Config;
using Gexia.Training.Evaluation;
using Gexia.Training.Runs;

namespace Gexia.Cli.Train;

/// <summary>Puts the report of one training together, measured on its last weights.</summary>
internal sealed class TrainReport(RunConfig config, VideoTextRun run, TrainResult result, IReadOnlyList<RetrievalRow> rows)
{
    private const int Matches = 3;

    public ReportModel Make(CancellationToken cancellation)
    {
        var sections = new List<ReportSection>
        {
            new LineChart(
                "Loss", "By granularity; means of neighbouring steps.", "step", "contrastive loss", LossCurves.Read(run.Folder.Log)),
        };
        if (rows.Count > 0)
        {
            sections.Add(RetrievalRows.Section("Retrieval", RetrievalRows.Protocol([.. rows]), "pairs, #iter", rows, compare: false));
            if (Sweep.Count > 0) sections.AddRange([Options(cancellation), .. Looks(cancellation)]);
            else sections.Add(Found(Longest, cancellation));
        }
        var gallery = rows.Count == 0 ? 1 : rows[0].Result.Protocol.Videos;
        return new ReportModel(
            $"Training {Path.GetFileName(Path.GetFullPath(run.Folder.Root))}", Lead(), Finds(cancellation), Glossary.Of(gallery), Facts(),
            Notices(), sections, config.Resolved)
        {
            Paper = ReportPaper.Of(config.Model.Kind.Name),
        };
    }

    private IReadOnlyList<ModelOptions> Sweep => config.Model.Kind.Sweep;

    private RunCell Longest => run.Test.MaxBy(cell => cell.Set.Frames)!;

    private RunCell Shortest => run.Test.MinBy(cell => cell.Set.Frames)!;

    private string Lead()
    {
        var learned = string.Create(
            CultureInfo.InvariantCulture,
            $"A model learned from {run.Data.Train[0].Pairs.Count:N0} clips and their captions to find videos by text. ");
        if (rows.Count == 0) return learned + "No test pairs were given (eval.pairs), so nothing was measured.";
        var (name, result) = rows[0];
        return learned + string.Create(CultureInfo.InvariantCulture,
            $"Asked for the videos of {result.Protocol.Texts} texts that were kept apart ({name}), it put the right one first for "
            + $"{result.TextToVideo.R1:0.#}\u00A0% of them; guessing among {result.Protocol.Videos} gives "
            + $"{100.0 / result.Protocol.Videos:0.##}\u00A0%.");
    }

    private IReadOnlyList<ReportMatch> Finds(CancellationToken cancellation)
    {
        if (rows.Count == 0) return [];
        using var scope = TensorScope.Begin();
        return new MatchFinder(Longest.Set, run.Data.TestReader(run.Data.TestVideos)).First(
            run.Evaluation().Embed(Longest.Set, Longest.Options, cancellation), Matches);
    }

    private List<ReportFact> Facts()
    {
        string Number(double value, string format = "N0") => value.ToString(format, CultureInfo.InvariantCulture);
        return
        [
            new("steps", Number(result.Step)), new("last loss", Number(result.Loss, "0.000")),
            new("seconds", Number(result.Seconds, "0.0")),
            new("peak memory", $"{Number(result.PeakMemoryBytes / 1e6)} MB"),
            new(
                "parameters",
                run.Model.Parameters.Length is var count and >= 1_000_000
                    ? $"{Number(count / 1e6, "0.00")} M"
                    : Number(run.Model.Parameters.Length)),
            new("vocabulary", Number(run.Data.Tokenizer.VocabularySize)), new("seed", config.Seed.ToString(CultureInfo.InvariantCulture)),
            new("threads, vectors", $"{CpuThreads.Count}, {Simd.Level}"),
        ];
    }

    private List<string> Notices()
    {
        var notices = new List<string>();
        IEnumerable<string> Texts(IEnumerable<SampleSet> sets) => sets.SelectMany(set => set.Pairs).Select(pair => pair.Text);
        if (CaptionOverlap.Notice(Texts(run.Data.Train), Texts(run.Test.Select(cell => cell.Set)), "captions") is { } notice)
            notices.Add(notice);
        if (run.Bad.All.Count > 0)
            notices.Add($"{run.Bad.All.Count} videos could not be read and were left out; the first: {run.Bad.All[0].Value}");
        if (run.Bad.Partial.Count > 0)
        {
            notices.Add(
                $"{run.Bad.Partial.Count} videos could be decoded only in part, and no segment beyond that was used; the first: "
                + $"{run.Bad.Partial[0].Key}");
        }
        if (run.BadPairs.LeftOut > 0)
        {
            notices.Add(
                $"{run.BadPairs.LeftOut} pairs cannot be used and were left out; the first: "
                + $"{run.BadPairs.All.First(pair => !pair.IsUsed).Reason}");
        }
        if (run.BadPairs.Changed > 0) notices.Add($"{run.BadPairs.Changed} pairs end after their video and were cut there.");
        if (result.SkippedSteps > 0) notices.Add($"{result.SkippedSteps} steps were left out because a loss or gradient was not finite.");
        return notices;
    }

    private BarChart Options(CancellationToken cancellation)
    {
        var evaluation = run.Evaluation();
        var cells = run.Test.DistinctBy(cell => cell.Set.Granularity).ToList();
        var values = cells.Select(cell => (Name: $"{RunCell.WordFor(cell.Set.Granularity)}, text to video", Values: (IReadOnlyList<double>)
            [.. Sweep.Select(options => evaluation.Retrieve(cell.Set, options, config.Eval.Ties, cancellation).TextToVideo.R1)])).ToList();
        return new BarChart(
            "#iter at inference", "One model, measured with other numbers of iterations than it was trained with; video first.", "R@1, %",
            [.. Sweep.Select(options => options.ToString())], values);
    }

    private IEnumerable<ReportSection> Looks(CancellationToken cancellation)
    {
        yield return Found(Longest, cancellation);
        var found = Found(Shortest, cancellation);
        yield return AlignmentMaps.Measure(
            run.Model, Shortest.Set, found.Best is [var best, ..] ? best.Query : 0,
            run.Data.TestReader(run.Data.TestVideos),
            Shortest.Options, cancellation: cancellation);
    }

    private MatchList Found(RunCell cell, CancellationToken cancellation)
    {
        using var scope = TensorScope.Begin();
        var embedded = run.Evaluation().Embed(cell.Set, cell.Options, cancellation);
        var (best, worst) = new MatchFinder(cell.Set, run.Data.TestReader(run.Data.TestVideos)).Find(embedded, Matches);
        return new MatchList(
            "Matches", $"{cell.Name}, text to video. The best are those whose right video lies farthest above the next one.", best, worst);
    }
}
