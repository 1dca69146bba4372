namespace Gexia.Data.Datasets.PairFiles;

/// <summary>The project's own form: JSON Lines or CSV, told apart by the content.</summary>
internal sealed class PairFileSource : IPairSource
{
    /// <summary>Its name.</summary>
    public const string OwnName = "pairs";

    /// <inheritdoc/>
    public string Name => OwnName;

    /// <inheritdoc/>
    public string Form => """Each line is {"video":…,"start":…,"end":…,"caption":…}; or CSV with the header video,start,end,caption.""";

    /// <inheritdoc/>
    public IEnumerable<StatedPair> Read(PairFile file, CancellationToken cancellation) =>
        PairForm.IsJson(file.Path) ? JsonPairs.Read(file.Path, cancellation) : CsvPairs.Read(file.Path, cancellation);
}
