namespace Gexia.Data.Granularities;

/// <summary>What the steps of an expansion work with besides pairs.</summary>
/// <param name="Summarizer">Compresses texts.</param>
/// <param name="Random">Where chance comes from; every step has its own stream.</param>
/// <param name="Given">Ready-made summaries, which come before the summarizer's; null for none.</param>
public sealed record ExpansionContext(ISummarizer Summarizer, Rng Random, FileSummaries? Given = null);

/// <summary>One step of GEX: pairs of one granularity in, pairs of another out.</summary>
/// <param name="In">What it reads.</param>
/// <param name="Out">What it makes.</param>
public abstract record ExpansionStep(Granularity In, Granularity Out)
{
    /// <summary>Makes the pairs of <see cref="Out"/>; depends on its arguments alone.</summary>
    public abstract IReadOnlyList<Pair> Run(IReadOnlyList<Pair> pairs, ExpansionContext context);
}

/// <summary>Integration of the pairs of each source; see <see cref="Integration.BySource"/>.</summary>
/// <param name="In">What it reads.</param>
/// <param name="Options">Rules and granularity of the results.</param>
public sealed record IntegrateBySource(Granularity In, IntegrationOptions Options) : ExpansionStep(In, Options.Out)
{
    /// <inheritdoc/>
    public override IReadOnlyList<Pair> Run(IReadOnlyList<Pair> pairs, ExpansionContext context) => Integration.BySource(pairs, Options);
}

/// <summary>Integration of pairs from anywhere; see <see cref="Integration.AtRandom(IReadOnlyList{Pair}, IntegrationOptions, Rng)"/>.</summary>
/// <param name="In">What it reads.</param>
/// <param name="Options">Rules and granularity of the results.</param>
/// <param name="Count">How many results; 0: as many as integration by source would give, and with its sizes.</param>
/// <param name="Clips">Pairs per result where <paramref name="Count"/> is given.</param>
public sealed record IntegrateRandom(Granularity In, IntegrationOptions Options, int Count = 0, int Clips = 4) : ExpansionStep(In, Options.Out)
{
    /// <inheritdoc/>
    public override IReadOnlyList<Pair> Run(IReadOnlyList<Pair> pairs, ExpansionContext context) => Count == 0
        ? Integration.AtRandom(pairs, Options, context.Random)
        : Integration.AtRandom(pairs, Count, Clips, Options, context.Random);
}

/// <summary>Integration of a fixed number of pairs; see <see cref="Integration.Groups"/>.</summary>
/// <param name="In">What it reads.</param>
/// <param name="Options">Granularity and separator of the results.</param>
/// <param name="GroupSize">Pairs per result.</param>
/// <param name="Shuffle">Whether the groups come from a random order.</param>
public sealed record IntegrateGroups(Granularity In, IntegrationOptions Options, int GroupSize, bool Shuffle = false) : ExpansionStep(In, Options.Out)
{
    /// <inheritdoc/>
    public override IReadOnlyList<Pair> Run(IReadOnlyList<Pair> pairs, ExpansionContext context) =>
        Integration.Groups(pairs, GroupSize, Options, Shuffle ? context.Random : null);
}

/// <summary>Compression of texts; see <see cref="Compression.OfText"/>.</summary>
/// <param name="In">What it reads.</param>
/// <param name="Out">What it makes.</param>
/// <param name="TargetWords">The longest summary, in words.</param>
public sealed record CompressText(Granularity In, Granularity Out, int TargetWords = 20) : ExpansionStep(In, Out)
{
    /// <inheritdoc/>
    public override IReadOnlyList<Pair> Run(IReadOnlyList<Pair> pairs, ExpansionContext context) =>
        [.. Compression.OfText(pairs, Out, context.Summarizer, TargetWords, context.Given)];
}

/// <summary>Compression of videos to one frame; see <see cref="Compression.OfVideo"/>.</summary>
/// <param name="In">What it reads.</param>
/// <param name="Out">What it makes.</param>
public sealed record CompressVideo(Granularity In, Granularity Out) : ExpansionStep(In, Out)
{
    /// <inheritdoc/>
    public override IReadOnlyList<Pair> Run(IReadOnlyList<Pair> pairs, ExpansionContext context) => [.. Compression.OfVideo(pairs, Out)];
}
