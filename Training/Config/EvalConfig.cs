using Gexia.Data.Datasets;
using Gexia.Models;
using Gexia.Training.Evaluation;
using Gexia.Training.Tasks;

namespace Gexia.Training.Config;

/// <summary>The <c>eval</c> section.</summary>
public sealed record EvalConfig
{
    /// <summary>The file of the test set's pairs; null evaluates nothing at the end.</summary>
    public string? Pairs { get; init; }

    /// <summary>
    /// The data set whose form the files of pairs have, one of <see cref="PairFile.Sources"/>; null as in the data section.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>Folder of the videos; null for the training's.</summary>
    public string? Videos { get; init; }

    /// <summary>JSON Lines with compressed texts; null as in the data section.</summary>
    public string? Summaries { get; init; }

    /// <summary>Pairs held out for choosing the best weights; null for none.</summary>
    public string? ValidationPairs { get; init; }

    /// <summary>Which figure, on which split, makes weights the best; null keeps the newest.</summary>
    public BestConfig? Best { get; init; }

    /// <summary>Which rank equal scores get.</summary>
    public required TieRule Ties { get; init; }

    /// <summary>Pairs embedded at a time.</summary>
    public required int BatchSize { get; init; }

    private const string Ours = "ours";

    internal static EvalConfig Read(ConfigSection section, TaskConfig? task)
    {
        if (task is not null) return new EvalConfig { Ties = TieRule.Pessimistic, BatchSize = ReadBatch(section, "Videos, or texts,") };
        var config = new EvalConfig
        {
            Pairs = section.OptionalPath(
                "pairs",
                new(
                    "The short pairs of the test set, JSON Lines or CSV; null measures nothing at the end.",
                    "GEXIA §4.2 measures on published sets", "test", "test_file", "val_file")),
            Source = section.OptionalPathForm(
                "source",
                new("Which data set's form these files of pairs have; null takes data.source.", Ours, "dataset", "data_set", "format"),
                PairFile.Sources),
            Videos = section.OptionalPath("videos", new("Folder of their videos; null takes data.videos.", Ours)),
            Summaries = section.OptionalPath("summaries", new("JSON Lines of their summaries; null as in data.", Ours)),
            ValidationPairs = section.OptionalPath(
                "validationPairs",
                new("Pairs for choosing the best weights, apart from the test set.", Ours, "val", "validation", "val_pairs")),
            Ties = section.Choice<TieRule>(
                "ties", new("Which rank equal scores get; pessimistic gives a constant model nothing.", Ours), TieRule.Pessimistic),
            BatchSize = ReadBatch(section, "Pairs"),
        };
        if (
            section.OptionalSection(
                "best", new("What makes weights the best; null keeps the newest.", Ours, "monitor", "early_stopping")) is not { } best)
        {
            return config;
        }
        var split = best.Choice<EvalSplit>(
            "split", new("On which pairs. Choosing on the test set makes its figures too good, so it must be said.", Ours), null);
        if ((split == EvalSplit.Validation ? config.ValidationPairs : config.Pairs) is null)
            throw best.Error(
                "split",
                $"is {split.ToString().ToLowerInvariant()}, but eval.{(split == EvalSplit.Validation ? "validationPairs" : "pairs")} names "
                + $"no file.");
        var figure = best.Text("figure", new("Such as `long 3-3.t2v.r1`: cell, direction, figure.", Ours, "metric"));
        return config with { Best = new(figure, split, best.Flag("higherIsBetter", new("False for ranks.", Ours), true)) };
    }

    private static int ReadBatch(ConfigSection section, string what) => section.Count(
        "batch", new($"{what} embedded at a time; changes memory, not results.", Ours, "batch_size", "eval_batch_size"), 32, 1, 1 << 16);
}

/// <summary>A set of pairs that training does not see.</summary>
public enum EvalSplit
{
    /// <summary>For choosing weights and settings.</summary>
    Validation,
    /// <summary>For the figures that are reported. Choosing by it makes them too good, so it must be said explicitly.</summary>
    Test,
}

/// <summary>How the best weights are chosen.</summary>
/// <param name="Figure">Such as <c>long 3-3.t2v.r1</c>.</param>
/// <param name="Split">On which pairs; there is no default, so the test set is never taken silently.</param>
/// <param name="HigherIsBetter">False for ranks.</param>
public sealed record BestConfig(string Figure, EvalSplit Split, bool HigherIsBetter);
