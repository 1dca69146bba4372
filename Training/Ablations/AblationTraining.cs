using Gexia.Training.Miniature;

namespace Gexia.Training.Ablations;

/// <summary>A training that tables of GEXIA's paper share: what they compare differs in it alone.</summary>
/// <param name="Name">Its folder's name.</param>
/// <param name="Recipe">What is trained, and on what.</param>
internal sealed record AblationTraining(string Name, MiniatureRecipe Recipe)
{
    /// <summary>Short clips only; 1–1.</summary>
    public static AblationTraining Svst { get; } = new("svst", new(Composition.Svst));

    /// <summary>Short clips and long pairs by source; 1–1 and 3–3.</summary>
    public static AblationTraining Long { get; } = new("lvlt", new(Composition.SourceLong));

    /// <summary>The same, all at 1–1.</summary>
    public static AblationTraining LongAtOne { get; } =
        new("lvlt-1-1", new(Composition.SourceLong) { Policy = IterationPolicy.Only(new(1, 1)) });

    /// <summary>The paper's: short clips, long pairs by source, and their summaries; 1–1, 3–3 and 3–1.</summary>
    public static AblationTraining Source { get; } = new("source", new(Composition.Source));

    /// <summary>The same, all at 1–1.</summary>
    public static AblationTraining AtOne { get; } =
        new("source-1-1", new(Composition.Source) { Policy = IterationPolicy.Only(new(1, 1)) });

    /// <summary>The same, all at 3–3.</summary>
    public static AblationTraining AtThree { get; } =
        new("source-3-3", new(Composition.Source) { Policy = IterationPolicy.Only(new(3, 3)) });

    /// <summary>Long pairs of clips drawn at random.</summary>
    public static AblationTraining Random { get; } = new("random", new(Composition.Random));

    /// <summary><see cref="Source"/>, then images alone at 0–1 (appendix F).</summary>
    public static AblationTraining Images { get; } = new("images", new(Composition.Images) { Start = Source.Name });

    /// <summary>All, the longest first; one that starts with the weights of another stands behind that.</summary>
    public static IReadOnlyList<AblationTraining> All { get; } =
        [Source, Images, AtThree, Random, LongAtOne, AtOne, Long, Svst];

    /// <summary>The one whose weights it starts with.</summary>
    public AblationTraining? After => Recipe.Start is { } start ? All.First(training => training.Name == start) : null;
}
