using Gexia.Data.Text;

namespace Gexia.Data.Granularities;

/// <summary>A text to be summed up, and the summary that is held to be right.</summary>
/// <param name="Text">What is to be summed up.</param>
/// <param name="Reference">A summary by somebody else.</param>
/// <param name="Clips">How many captions the text was made of; 0 where that is not known.</param>
internal sealed record SummaryTask(string Text, string Reference, int Clips = 0)
{
    /// <summary>Most tasks of a file.</summary>
    public const int Most = 1_000_000;

    /// <summary>Reads JSON Lines, <c>{"text":"…","reference":"…"}</c>; other fields are ignored.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="GexiaException">A line is malformed or lacks a field, or there is no line, or there are too many.</exception>
    public static IReadOnlyList<SummaryTask> Read(string path, CancellationToken cancellation = default)
    {
        List<SummaryTask> tasks = [];
        foreach (var record in JsonLines.Read(path, cancellation: cancellation))
        {
            var text = record.Text("text");
            if (string.IsNullOrWhiteSpace(text)) throw record.Error("'text' is empty: there is nothing to sum up.");
            tasks.Add(new(text, record.Text("reference"), record.OptionalCount("clips", 0, 0)));
            if (tasks.Count > Most) throw record.Error($"is one task too many: at most {Most:N0} are read.");
        }
        return tasks.Count > 0 ? tasks : throw new GexiaException(
            $"{path}: holds no task. A line is {{\"text\":\"what is to be summed up\",\"reference\":\"a summary\"}}.");
    }

    /// <summary>
    /// Long texts of short ones drawn at random without repetition, whatever their sources (GEXIA App. A). Nobody has summed them up: each
    /// is its own reference.
    /// </summary>
    /// <remarks>Task i joins the texts ⌊i·c⌋ … ⌊(i + 1)·c⌋ − 1 of the drawn order, so that c is the mean number of clips.</remarks>
    /// <param name="pairs">To draw from.</param>
    /// <param name="count">How many tasks; fewer where there are not enough pairs.</param>
    /// <param name="clips">c, at least 1.</param>
    /// <param name="random">Where chance comes from; not advanced.</param>
    public static IReadOnlyList<SummaryTask> Draw(IReadOnlyList<Pair> pairs, int count, double clips, Rng random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(clips, 1);
        var drawn = pairs.ToList();
        random.At(0, "summary tasks").Shuffle(drawn);
        List<SummaryTask> tasks = [];
        for (var i = 0; i < count && Place(i + 1) <= drawn.Count; i++)
        {
            var parts = drawn[Place(i)..Place(i + 1)];
            var text = TextJoining.Join(parts.Select(pair => pair.Text));
            tasks.Add(new(text, text, parts.Count));
        }
        return tasks;

        // 0.6 · 5 must not be 2.999…
        int Place(int task) => (int)Math.Floor((task * clips) + 1e-9);
    }

    /// <summary>The joined texts of sources drawn at random, with the ready-made summaries of these sources as references.</summary>
    /// <param name="pairs">Short pairs.</param>
    /// <param name="summaries">Of videos or sources; a source without one is no task.</param>
    /// <param name="count">How many tasks; fewer where there are not enough sources.</param>
    /// <param name="random">Where chance comes from; not advanced.</param>
    public static IReadOnlyList<SummaryTask> BySource(IEnumerable<Pair> pairs, FileSummaries summaries, int count, Rng random)
    {
        var options = new IntegrationOptions(Granularity.Lvlt, MinPairs: 1);
        var tasks = Integration.BySource(pairs, options)
            .Select(pair => (Pair: pair, Summary: summaries.Find(pair))).Where(item => item.Summary is not null)
            .Select(item => new SummaryTask(item.Pair.Text, item.Summary!, item.Pair.Clip.Count)).ToList();
        random.At(0, "summary tasks").Shuffle(tasks);
        return [.. tasks.Take(count)];
    }
}
