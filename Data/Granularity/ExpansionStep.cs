namespace Gexia.Data.Granularities;

/// <summary>What the steps of an expansion work with besides pairs.</summary>
/// <param name="Summarizer">Compresses texts.</param>
/// <param name="Random">Where chance comes from; every step has its own stream.</param>
/// <param name="Given">Ready-made summaries, which come before the summarizer's; null for none.</param>
public sealed record ExpansionContext(ISummarizer Summarizer, Rng Random, FileSummaries? Given = null)
{
    /// <summary>Ends an expansion between two pairs.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>One step of GEX: pairs of one granularity in, pairs of another out.</summary>
/// <param name="In">What it reads.</param>
/// <param name="Out">What it makes.</param>
public abstract record ExpansionStep(Granularity In, Granularity Out)
{
    /// <summary>Makes the pairs of <see cref="Out"/>, one by one as they are asked for; depends on its arguments alone.</summary>
    public abstract IEnumerable<Pair> Run(IReadOnlyList<Pair> pairs, ExpansionContext context);

    /// <summary>What it can be expected to make of pairs with these totals. No step but one makes more than it reads.</summary>
    internal virtual ExpansionTotals Expect(ExpansionTotals input) => input;

    /// <summary>
    /// Whether what it makes of the pairs of some sources does not depend on those of others, so that sources can be expanded apart.
    /// </summary>
    internal virtual bool KeepsSources => false;

    /// <summary>Totals of pairs with a separator behind each text.</summary>
    private protected static ExpansionTotals Joined(ExpansionTotals pairs, IntegrationOptions options) =>
        pairs with { Characters = pairs.Characters + (pairs.Pairs * (options.Separator?.Length ?? 2)) };
}

/// <summary>Integration of the pairs of each source; see <see cref="Integration.BySource"/>.</summary>
/// <param name="In">What it reads.</param>
/// <param name="Options">Rules and granularity of the results.</param>
public sealed record IntegrateBySource(Granularity In, IntegrationOptions Options) : ExpansionStep(In, Options.Out)
{
    /// <inheritdoc/>
    public override IEnumerable<Pair> Run(IReadOnlyList<Pair> pairs, ExpansionContext context) => Integration.BySource(pairs, Options);

    internal override bool KeepsSources => true;

    internal override ExpansionTotals Expect(ExpansionTotals input) => Joined(input, Options);
}

/// <summary>
/// Integration of pairs from anywhere; see <see cref="Integration.AtRandom(IReadOnlyList{Pair}, IntegrationOptions, Rng)"/>.
/// </summary>
/// <param name="In">What it reads.</param>
/// <param name="Options">Rules and granularity of the results.</param>
/// <param name="Count">How many results; 0: as many as integration by source would give, and with its sizes.</param>
/// <param name="Clips">Pairs per result where <paramref name="Count"/> is given.</param>
public sealed record IntegrateRandom(Granularity In, IntegrationOptions Options, int Count = 0, int Clips = 4)
    : ExpansionStep(In, Options.Out)
{
    /// <inheritdoc/>
    public override IEnumerable<Pair> Run(IReadOnlyList<Pair> pairs, ExpansionContext context) => Count == 0
        ? Integration.AtRandom(pairs, Options, context.Random)
        : Integration.AtRandom(pairs, Count, Clips, Options, context.Random);

    // Each result holds min(clips, n) of n pairs, every pair as likely as any other.
    internal override ExpansionTotals Expect(ExpansionTotals input)
    {
        if (Count == 0 || input.Pairs == 0) return Joined(input, Options);
        var made = input * (Count * (Math.Min(Clips, input.Pairs) / input.Pairs));
        return Joined(made, Options) with { Pairs = Count };
    }
}

/// <summary>Integration of a fixed number of pairs; see <see cref="Integration.Groups"/>.</summary>
/// <param name="In">What it reads.</param>
/// <param name="Options">Granularity and separator of the results.</param>
/// <param name="GroupSize">Pairs per result.</param>
/// <param name="Shuffle">Whether the groups come from a random order.</param>
public sealed record IntegrateGroups(Granularity In, IntegrationOptions Options, int GroupSize, bool Shuffle = false)
    : ExpansionStep(In, Options.Out)
{
    /// <inheritdoc/>
    public override IEnumerable<Pair> Run(IReadOnlyList<Pair> pairs, ExpansionContext context) =>
        Integration.Groups(pairs, GroupSize, Options, Shuffle ? context.Random : null);

    internal override ExpansionTotals Expect(ExpansionTotals input) => Joined(input, Options);
}

/// <summary>Compression of texts; see <see cref="Compression.OfText"/>.</summary>
/// <param name="In">What it reads.</param>
/// <param name="Out">What it makes.</param>
/// <param name="TargetWords">The longest summary, in words.</param>
public sealed record CompressText(Granularity In, Granularity Out, int TargetWords = 20) : ExpansionStep(In, Out)
{
    /// <inheritdoc/>
    public override IEnumerable<Pair> Run(IReadOnlyList<Pair> pairs, ExpansionContext context) =>
        Compression.OfText(pairs, Out, context.Summarizer, TargetWords, context.Given, context.Cancellation);

    internal override bool KeepsSources => true;
}

/// <summary>Compression of videos to one frame; see <see cref="Compression.OfVideo"/>.</summary>
/// <param name="In">What it reads.</param>
/// <param name="Out">What it makes.</param>
public sealed record CompressVideo(Granularity In, Granularity Out) : ExpansionStep(In, Out)
{
    /// <inheritdoc/>
    public override IEnumerable<Pair> Run(IReadOnlyList<Pair> pairs, ExpansionContext context) => Compression.OfVideo(pairs, Out);

    internal override bool KeepsSources => true;
}
