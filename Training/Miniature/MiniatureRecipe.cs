using Gexia.Models;

namespace Gexia.Training.Miniature;

/// <summary>What a training of the miniature sees.</summary>
internal enum Composition
{
    /// <summary>Short clips with their captions only.</summary>
    Svst,
    /// <summary>And long pairs of one source's clips with all of their captions, without summaries.</summary>
    SourceLong,
    /// <summary>And long pairs of clips drawn at random, with captions and with summaries.</summary>
    Random,
    /// <summary>And long pairs of one source's clips, with captions and with summaries: GEXIA.</summary>
    Source,
    /// <summary>Single frames with the captions of their clips, alone.</summary>
    Images,
}

/// <summary>#iter in training, by granularity (GEXIA Table 4a).</summary>
/// <param name="Short">Of SVST.</param>
/// <param name="Long">Of LVLT.</param>
/// <param name="Summary">Of LVST.</param>
internal sealed record IterationPolicy(Iterations Short, Iterations Long, Iterations Summary)
{
    /// <summary>1–1, 3–3 and 3–1: the paper's.</summary>
    public static IterationPolicy Mixed { get; } = new(new(1, 1), new(3, 3), new(3, 1));

    /// <summary>The same for all granularities.</summary>
    public static IterationPolicy Only(Iterations iterations) => new(iterations, iterations, iterations);
}

/// <summary>How a training of the miniature differs from the others.</summary>
/// <param name="Composition">What it sees.</param>
internal sealed record MiniatureRecipe(Composition Composition)
{
    /// <summary>#iter of each granularity.</summary>
    public IterationPolicy Policy { get; init; } = IterationPolicy.Mixed;

    /// <summary>CLIP4Clip's head instead of the IAM.</summary>
    public bool MeanPooling { get; init; }

    /// <summary>The run beside it whose weights it starts with; null starts from fresh ones.</summary>
    public string? Start { get; init; }

    /// <summary>"source", "source at 1-1", "images after source".</summary>
    public override string ToString()
    {
        var name = Composition.ToString().ToLowerInvariant();
        if (Policy != IterationPolicy.Mixed) name += $" at {Policy.Short}";
        return Start is null ? name : $"{name} after {Start}";
    }
}
