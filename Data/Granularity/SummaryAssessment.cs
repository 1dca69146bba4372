using System.Diagnostics;
using Gexia.Data.Text;

namespace Gexia.Data.Granularities;

/// <summary>How good the summaries of one maker are (GEXIA App. A, Table 7): means over tasks of F₁, 0 to 1, and of seconds.</summary>
/// <param name="Summarizer">Who made them, see <see cref="ISummarizer.Id"/>.</param>
/// <param name="Tasks">How many.</param>
/// <param name="Rouge1">ROUGE-1.</param>
/// <param name="Rouge2">ROUGE-2.</param>
/// <param name="RougeL">ROUGE-L.</param>
/// <param name="BertScore">BERTScore-F₁; null where there was no encoder.</param>
/// <param name="Seconds">For one task.</param>
/// <param name="Words">Of a summary.</param>
internal sealed record SummaryAssessment(
    string Summarizer, int Tasks, double Rouge1, double Rouge2, double RougeL, double? BertScore, double Seconds, double Words)
{
    /// <summary>The texts that the encoder cut, summaries and references together.</summary>
    public int Truncated { get; init; }

    /// <summary>Lets one maker do all tasks, one after another, and judges what comes.</summary>
    /// <param name="tasks">At least one.</param>
    /// <param name="summarizer">The maker.</param>
    /// <param name="maxWords">The longest summary, in words.</param>
    /// <param name="encoder">Gives tokens their features; null leaves BERTScore out.</param>
    /// <param name="progress">Is told how many tasks are done.</param>
    /// <param name="cancellation">Checked before every task.</param>
    /// <exception cref="ArgumentException">There is no task, or the maker cannot read a text.</exception>
    public static SummaryAssessment Of(
        IReadOnlyList<SummaryTask> tasks, ISummarizer summarizer, int maxWords, ITokenFeatures? encoder, Action<int>? progress = null,
        CancellationToken cancellation = default)
    {
        if (tasks.Count == 0) throw new ArgumentException("SummaryAssessment: there is no task, so nothing to judge.", nameof(tasks));
        var made = new string[tasks.Count];
        var passed = TimeSpan.Zero;
        for (var i = 0; i < made.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            made[i] = summarizer.SummarizeAsync(tasks[i].Text, maxWords, cancellation).GetAwaiter().GetResult();
            passed += Stopwatch.GetElapsedTime(start);
            progress?.Invoke(i + 1);
        }
        double Mean(Func<string, string, double> figure) => made.Zip(tasks, (own, task) => figure(own, task.Reference)).Average();
        var (score, truncated) = encoder is null ? (null, 0) : Scored(made, tasks, encoder, cancellation);
        return new(
            summarizer.Id, made.Length, Mean((own, other) => Rouge.N(own, other, 1)), Mean((own, other) => Rouge.N(own, other, 2)),
            Mean(Rouge.L), score, passed.TotalSeconds / made.Length, made.Average(CountOf))
        { Truncated = truncated };
    }

    private static (double? Score, int Truncated) Scored(
        string[] made, IReadOnlyList<SummaryTask> tasks, ITokenFeatures encoder, CancellationToken cancellation)
    {
        var own = encoder.Of(made, cancellation);
        var other = encoder.Of([.. tasks.Select(task => task.Reference)], cancellation);
        return (own.Zip(other, (candidate, reference) => Text.BertScore.Of(candidate, reference).F1).Average(),
            own.Concat(other).Count(text => text.IsTruncated));
    }

    private static int CountOf(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}
