using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Models;

namespace Gexia.Training.Runs;

/// <summary>One retrieval that a run measures.</summary>
/// <param name="Name">Such as <c>long 3-3</c>.</param>
/// <param name="Set">Queries and gallery.</param>
/// <param name="Options">How the model is asked, such as #iter.</param>
public sealed record RunCell(string Name, SampleSet Set, ModelOptions Options)
{
    /// <summary>Pairs that its file gives and that cannot be used; they are not in <see cref="Set"/>.</summary>
    internal int Unusable { get; init; }

    /// <summary>A granularity as people say it: short, long, summary; others by their own name.</summary>
    public static string WordFor(Granularity granularity) =>
        granularity == Granularity.Svst ? "short"
        : granularity == Granularity.Lvlt ? "long"
        : granularity == Granularity.Lvst ? "summary"
        : granularity == Granularity.Ist ? "image"
        : granularity.Name;

    /// <summary>A cell named by its granularity and the options.</summary>
    public static RunCell Of(SampleSet set, ModelOptions options) => new($"{WordFor(set.Granularity)} {options}".TrimEnd(), set, options);
}
