using System.Collections.Concurrent;
using System.Globalization;
using Gexia.Training;

namespace Gexia.Cli.Demo;

/// <summary>How far several trainings are that run at the same time: one line for all, and the memory after the first steps.</summary>
/// <param name="session">Whose standard error is written to.</param>
/// <param name="trainings">How many there are.</param>
/// <param name="steps">Updates of each.</param>
/// <param name="job">What the line begins with.</param>
internal sealed class DemoProgress(Session session, int trainings, long steps, string job = "demo") : IDisposable
{
    private readonly Session session = session;
    private const long SettledAfter = 50;       // steps in which pools and code have found their size

    private readonly Progress line = new(session.Terminal, job, "steps", trainings * steps);
    private readonly ConcurrentDictionary<string, StepReport> latest = new();
    private long settledMemory;

    /// <summary>Peak memory when the first training had made fifty steps; 0 when none came so far.</summary>
    public long SettledMemoryBytes => Interlocked.Read(ref settledMemory);

    /// <summary>The sink of one training.</summary>
    public IProgressSink Of(string name) => new Sink(this, name);

    /// <summary>Removes the changing line.</summary>
    public void Dispose() => line.Dispose();

    private void Stepped(string name, StepReport report)
    {
        latest[name] = report;
        if (report.Step == SettledAfter) Interlocked.CompareExchange(ref settledMemory, PeakMemory.Bytes, 0);
        var running = latest.Where(item => item.Value.Step < item.Value.Steps).OrderBy(item => item.Key, StringComparer.Ordinal)
            .Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Key} {item.Value.Loss:0.00}"));
        var done = latest.Values.Sum(item => item.Step);
        line.Report(done, done == trainings * steps ? "measuring" : $"loss: {string.Join(", ", running)}");
    }

    private sealed class Sink(DemoProgress owner, string name) : IProgressSink
    {
        public void Stepped(StepReport report) => owner.Stepped(name, report);

        public void Skipped(long step, string reason) =>
            owner.session.Warn($"{name}, step {step} left out: {reason}", kind: $"{name}: {reason}");

        public void Evaluated(long step, IReadOnlyList<Figure> figures) { }

        public void Saved(long step, string path) { }
    }
}
