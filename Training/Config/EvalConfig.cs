using Gexia.Training.Evaluation;

namespace Gexia.Training.Config;

/// <summary>The <c>eval</c> section.</summary>
public sealed record EvalConfig
{
    /// <summary>JSON Lines with the pairs of the test set; null evaluates nothing at the end.</summary>
    public string? Pairs { get; init; }

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

    internal static EvalConfig Read(ConfigSection section)
    {
        var config = new EvalConfig
        {
            Pairs = section.OptionalPath("pairs"),
            Videos = section.OptionalPath("videos"),
            Summaries = section.OptionalPath("summaries"),
            ValidationPairs = section.OptionalPath("validationPairs"),
            Ties = section.Choice<TieRule>("ties", TieRule.Pessimistic),
            BatchSize = section.Count("batch", 32, 1, 1 << 16),
        };
        if (section.OptionalSection("best") is not { } best) return config;
        var split = best.Choice<EvalSplit>("split", null);
        if ((split == EvalSplit.Validation ? config.ValidationPairs : config.Pairs) is null)
            throw best.Error("split", $"is {split.ToString().ToLowerInvariant()}, but eval.{(split == EvalSplit.Validation ? "validationPairs" : "pairs")} names no file.");
        return config with { Best = new(best.Text("figure"), split, best.Flag("higherIsBetter", true)) };
    }
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
