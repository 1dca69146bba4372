using System.Globalization;
using System.Text.Json;
using Gexia.Cli.Report;
using Gexia.Training.Evaluation;
using Gexia.Training.Miniature;

namespace Gexia.Cli.Demo;

/// <summary>What the demo measured, with names for people, and how it compares with the paper's claims.</summary>
/// <param name="Result">The figures.</param>
/// <param name="SettledMemoryBytes">Peak memory after the first fifty steps.</param>
internal sealed record DemoOutcome(MiniatureResult Result, long SettledMemoryBytes)
{
    /// <summary>The trainings in the order of the paper's table.</summary>
    public static IReadOnlyList<(string Key, string Name)> Compositions { get; } =
        [("svst", "SVST only"), ("random", "random concatenation"), ("source", "by source (GEXIA)")];

    public const string MeanPooling = "meanp";

    /// <summary>Peak memory when the last training had ended; the measurements that follow take more at once.</summary>
    public long TrainedMemoryBytes => Result.Trainings.Values.Max(training => training.PeakMemoryBytes);

    /// <summary>What people call a training.</summary>
    public static string NameOf(string key) => key == MeanPooling ? "mean pooling" : Compositions.First(item => item.Key == key).Name;

    public RetrievalResult this[string training, string cell] => Result.Cells[(training, cell)];

    /// <summary>Rows of one cell for each composition.</summary>
    public IReadOnlyList<RetrievalRow> Composition(string cell) => [.. Compositions.Select(item => new RetrievalRow(item.Name, this[item.Key, cell]))];

    /// <summary>Rows of the #iter sweep on long or short videos.</summary>
    public IReadOnlyList<RetrievalRow> Sweep(string length) =>
        [.. MiniatureExperiment.Sweep.Select(iterations => new RetrievalRow($"{length} {iterations}", this["source", $"{length} {iterations}"]))];

    /// <summary>GEXIA beside mean pooling.</summary>
    public IReadOnlyList<RetrievalRow> Heads() =>
    [
        new("GEXIA, long 3-3", this["source", "long 3-3"]), new("mean pooling, long", this[MeanPooling, "long 3-3"]),
        new("GEXIA, short 1-1", this["source", "short 1-1"]), new("mean pooling, short", this[MeanPooling, "short 1-1"]),
    ];

    /// <summary>One sentence for each claim: what came out here, and what the paper found.</summary>
    public IReadOnlyList<string> Verdicts()
    {
        double Long(string training, string cell = "long 3-3") => this[training, cell].TextToVideo.R1;
        return
        [
            Verdict("By source against short clips only, long videos at 3-3", Long("source") - Long("svst"), 45.3 - 41.6),
            Verdict("The same with #iter held at 1-1", Long("source", "long 1-1") - Long("svst", "long 1-1"), 43.1 - 41.6),
            Verdict("By source against random concatenation", Long("source") - Long("random"), 45.3 - 44.8),
            Verdict("Three iterations against one, long videos", Long("source") - Long("source", "long 1-1"), 45.3 - 43.1),
            Verdict("Three iterations against one, short videos", this["source", "short 3-3"].TextToVideo.R1 - this["source", "short 1-1"].TextToVideo.R1, 36.3 - 37.3),
            Verdict("GEXIA against mean pooling, long videos", Long("source") - Long(MeanPooling), 45.3 - 40.5),
        ];
    }

    /// <summary>The contract's keys: composition, iterations, meanp, seconds, peak_memory_bytes.</summary>
    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteStartObject("composition");
        foreach (var (key, _) in Compositions)
        {
            json.WriteStartObject(key);
            foreach (var cell in (string[])["long 3-3", "short 1-1", "long 1-1", "short 3-3"]) Write(json, cell, this[key, cell]);
            if (Result.Cells.TryGetValue((key, "summary 3-1"), out var summary)) Write(json, "summary 3-1", summary);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteStartObject("iterations");
        foreach (var row in Sweep("long").Concat(Sweep("short"))) Write(json, row.Name, row.Result);
        json.WriteEndObject();
        json.WriteStartObject(MeanPooling);
        foreach (var cell in (string[])["long 3-3", "short 1-1"]) Write(json, cell, this[MeanPooling, cell]);
        json.WriteEndObject();
        json.WriteNumber("seconds", Math.Round(Result.Seconds, 2));
        json.WriteNumber("peak_memory_bytes", Result.PeakMemoryBytes);
        json.WriteNumber("memory_after_50_steps_bytes", SettledMemoryBytes);
        json.WriteNumber("memory_after_training_bytes", TrainedMemoryBytes);
    }

    private static void Write(Utf8JsonWriter json, string name, RetrievalResult result)
    {
        json.WritePropertyName(name);
        result.WriteTo(json);
    }

    private static string Verdict(string claim, double ours, double paper)
    {
        // A difference of two R@1 over 200 queries has a standard error of about 4 points.
        const double doubt = 4;
        var agreement = Math.Abs(ours) < doubt ? "no clear difference here" : Math.Sign(ours) == Math.Sign(paper) ? "same direction as the paper" : "the other way round than in the paper";
        return string.Create(CultureInfo.InvariantCulture, $"{claim}: {ours:+0.0;−0.0} points of R@1 text to video; paper {paper:+0.0;−0.0}: {agreement}.");
    }
}
