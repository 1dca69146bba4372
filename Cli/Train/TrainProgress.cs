using System.Globalization;
using Gexia.Data.Loading;
using Gexia.Training;
using Gexia.Training.Evaluation;

namespace Gexia.Cli.Train;

/// <summary>Shows a training as it goes: a line with loss, rate and time left, and notes on what is out of the ordinary.</summary>
internal sealed class TrainProgress(Session session, long steps) : IProgressSink, IDisposable
{
    private readonly Progress line = new(session.Terminal, "train", "steps", steps);

    /// <summary>What one granularity is trained on, and how many pairs its batches really hold.</summary>
    public static string Describe(SampleSet set)
    {
        var planned = set.Planned();
        var asked = planned.Filled < set.BatchSize ? $", each clip once ({set.BatchSize} asked for)" : "";
        return $"{set.Granularity}: {set.Pairs.Count} pairs of {planned.Clips} clips, {set.Frames} frames, "
            + $"batches of {planned.Filled}{asked}";
    }

    public void Stepped(StepReport report) =>
        line.Report(report.Step, string.Create(CultureInfo.InvariantCulture, $"{report.Label} loss {report.Loss:0.000}"));

    public void Skipped(long step, string reason)
    {
        session.Warn($"step {step} was left out: {reason}", kind: $"skipped: {reason}");
    }

    public void Evaluated(long step, IReadOnlyList<Figure> figures)
    {
        var shown = figures.Where(figure => RetrievalResult.Headlines.Any(name => figure.Name.EndsWith(name, StringComparison.Ordinal)));
        var texts = shown.Select(figure => string.Create(CultureInfo.InvariantCulture, $"{figure.Name} {figure.Value:0.0}"));
        session.Note(string.Create(CultureInfo.InvariantCulture, $"step {step}: {string.Join(", ", texts)}"));
    }

    public void Saved(long step, string path)
    {
        if (session.Verbose) session.Note($"saved {path}");
    }

    public void Dispose() => line.Dispose();
}
