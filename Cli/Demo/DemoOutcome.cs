using System.Text.Json;
using Gexia.Cli.Report;
using Gexia.Training.Evaluation;
using Gexia.Training.Miniature;
using Gexia.Training.OrderWorlds;

namespace Gexia.Cli.Demo;

/// <summary>What the demo measured, with names for people, and how it compares with the paper's claims.</summary>
/// <param name="Seeds">The figures by seed; at least one.</param>
/// <param name="Orders">Those of the world where order matters, by seed.</param>
/// <param name="SettledMemoryBytes">Peak memory after the first fifty steps.</param>
internal sealed record DemoOutcome(IReadOnlyList<MiniatureResult> Seeds, IReadOnlyList<OrderResult> Orders, long SettledMemoryBytes)
{
    /// <summary>The figures of the first seed, which the tables show.</summary>
    public MiniatureResult Result => Seeds[0];

    /// <summary>Wall-clock time of all seeds.</summary>
    public double Seconds => Seeds.Sum(seed => seed.Seconds) + Orders.Sum(order => order.Seconds);

    /// <summary>Largest resident memory of the process.</summary>
    public long PeakMemoryBytes => Seeds.Max(seed => seed.PeakMemoryBytes);

    /// <summary>The trainings in the order of the paper's table.</summary>
    public static IReadOnlyList<(string Key, string Name)> Compositions { get; } =
        [("svst", "SVST only"), ("random", "random concatenation"), ("source", "by source (GEXIA)")];

    public const string MeanPooling = "meanp";

    /// <summary>Peak memory when the last training had ended; the measurements that follow take more at once.</summary>
    public long TrainedMemoryBytes => Seeds.Max(seed => seed.Trainings.Values.Max(training => training.PeakMemoryBytes));

    /// <summary>What people call a training.</summary>
    public static string NameOf(string key) => key == MeanPooling ? "mean pooling" : Compositions.First(item => item.Key == key).Name;

    public RetrievalResult this[string training, string cell] => Result.Cells[(training, cell)];

    /// <summary>Rows of one cell for each composition.</summary>
    public IReadOnlyList<RetrievalRow> Composition(string cell) =>
        [.. Compositions.Select(item => new RetrievalRow(item.Name, this[item.Key, cell]))];

    /// <summary>Rows of the #iter sweep on long or short videos.</summary>
    public IReadOnlyList<RetrievalRow> Sweep(string length) =>
        [
            .. MiniatureExperiment.Sweep.Select(
                iterations => new RetrievalRow($"{length} {iterations}", this["source", $"{length} {iterations}"]))
        ];

    /// <summary>GEXIA beside mean pooling.</summary>
    public IReadOnlyList<RetrievalRow> Heads() =>
    [
        new("GEXIA, long 3-3", this["source", "long 3-3"]), new("mean pooling, long", this[MeanPooling, "long 3-3"]),
        new("GEXIA, short 1-1", this["source", "short 1-1"]), new("mean pooling, short", this[MeanPooling, "short 1-1"]),
    ];

    /// <summary>
    /// Each comparison that the tables invite to, judged by the same queries under both models, with the paper's difference
    /// where it states one.
    /// </summary>
    public IReadOnlyList<DemoVerdict> Verdicts()
    {
        DemoVerdict Verdict(string claim, (string Training, string Cell) first, (string Training, string Cell) second, double paper) =>
            new(
                claim, [.. Seeds.Select(seed => PairedDifference.OfRecall(seed.Cells[first].TextRanks, seed.Cells[second].TextRanks))],
                paper);
        return
        [
            Verdict("By source against short clips only, long videos at 3-3", ("source", "long 3-3"), ("svst", "long 3-3"), 45.3 - 41.6),
            Verdict("By source against short clips only, long videos at 1-1", ("source", "long 1-1"), ("svst", "long 1-1"), 43.1 - 41.6),
            Verdict("By source against short clips only, short videos at 1-1", ("source", "short 1-1"), ("svst", "short 1-1"), double.NaN),
            Verdict(
                "By source against random concatenation, long videos at 3-3", ("source", "long 3-3"), ("random", "long 3-3"), 45.3 - 44.8),
            Verdict(
                "By source against random concatenation, short videos at 1-1", ("source", "short 1-1"), ("random", "short 1-1"),
                double.NaN),
            Verdict("Three iterations against one, long videos", ("source", "long 3-3"), ("source", "long 1-1"), 45.3 - 43.1),
            Verdict("Three iterations against one, short videos", ("source", "short 3-3"), ("source", "short 1-1"), 36.3 - 37.3),
            Verdict("GEXIA against mean pooling, long videos at 3-3", ("source", "long 3-3"), (MeanPooling, "long 3-3"), 45.3 - 40.5),
            Verdict("GEXIA against mean pooling, short videos at 1-1", ("source", "short 1-1"), (MeanPooling, "short 1-1"), 37.3 - 32.0),
        ];
    }

    /// <summary>The world where order matters, first seed.</summary>
    public OrderResult Order => Orders[0];

    /// <summary>Rows of both heads there.</summary>
    public IReadOnlyList<RetrievalRow> OrderRows() =>
        [new("GEXIA", Order.Gexia.Retrieval), new("mean pooling", Order.MeanPooling.Retrieval)];

    /// <summary>The comparisons there, judged in the same way.</summary>
    public IReadOnlyList<DemoVerdict> OrderVerdicts()
    {
        DemoVerdict Verdict(string claim, Func<OrderResult, PairedDifference> difference, double paper, string measure) =>
            new(claim, [.. Orders.Select(difference)], paper, measure);
        const string recall = "R@1 text to video";
        return
        [
            Verdict(
                "GEXIA against mean pooling",
                order => PairedDifference.OfRecall(order.Gexia.Retrieval.TextRanks, order.MeanPooling.Retrieval.TextRanks),
                45.3 - 40.5,
                recall),
            Verdict(
                "GEXIA against the best that is possible without order",
                order => PairedDifference.Of([.. order.Gexia.Retrieval.TextRanks.Select(rank => rank <= 1 ? 100.0 : 0)], order.Chances),
                double.NaN,
                recall),
            Verdict(
                "GEXIA against mean pooling, the choice between a video and the same clips in opposite order",
                order => PairedDifference.Of(order.Gexia.Twins, order.MeanPooling.Twins),
                double.NaN,
                "right choices"),
        ];
    }

    /// <summary>The contract's keys: composition, iterations, meanp, order, verdicts, seconds, peak_memory_bytes.</summary>
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
        OrderFigures.WriteTo(json, Orders, OrderVerdicts());
        json.WriteStartArray("verdicts");
        foreach (var verdict in Verdicts()) verdict.WriteTo(json);
        json.WriteEndArray();
        json.WriteNumber("seconds", Math.Round(Seconds, 2));
        json.WriteNumber("peak_memory_bytes", PeakMemoryBytes);
        json.WriteNumber("memory_after_50_steps_bytes", SettledMemoryBytes);
        json.WriteNumber("memory_after_training_bytes", TrainedMemoryBytes);
    }

    private static void Write(Utf8JsonWriter json, string name, RetrievalResult result)
    {
        json.WritePropertyName(name);
        result.WriteTo(json);
    }
}
