using Gexia.Search.Cache;

namespace Gexia.Search.Updating;

/// <summary>What an update has found so far.</summary>
/// <param name="before">The catalog as it was.</param>
/// <param name="folders">Folders that could not be looked into.</param>
internal sealed class UpdateState(Dictionary<string, CatalogEntry> before, IReadOnlyList<IndexProblem> folders)
{
    private readonly List<string> added = [], changed = [];
    private readonly List<IndexProblem> unreadable = [.. folders], partial = [];

    public List<IndexedVideo> Videos { get; } = [];

    public List<string> Notes { get; } = [];

    public int Embedded { get; set; }

    public Dictionary<string, CatalogEntry> Catalog { get; } = new(StringComparer.Ordinal);

    public bool IsAsBefore =>
        Catalog.Count == before.Count && Catalog.All(entry => before.TryGetValue(entry.Key, out var known) && known == entry.Value);

    /// <summary>What is known already, and of the files that are not through what was known before.</summary>
    public Dictionary<string, CatalogEntry> CatalogOnTheWay()
    {
        var all = new Dictionary<string, CatalogEntry>(before, StringComparer.Ordinal);
        foreach (var (file, entry) in Catalog) all[file] = entry;
        return all;
    }

    public void Add(ListedFile file, CatalogEntry? entry, EmbeddedVideo? video, string? failure)
    {
        var known = before.GetValueOrDefault(file.Name);
        if (entry is not null)
        {
            Catalog[file.Name] = entry;
            if (known is null) added.Add(file.Name);
            else if (known.Hash != entry.Hash) changed.Add(file.Name);
        }
        if (video is null)
        {
            unreadable.Add(new(file.Name, failure ?? "nothing of it could be embedded"));
            return;
        }
        if (video.Warning is { } warning) partial.Add(new(file.Name, warning));
        var modified = File.GetLastWriteTimeUtc(file.Path);
        Videos.Add(new(file.Name, new DateTimeOffset(modified), video));
    }

    /// <summary>Keeps what is known of files in folders that could not be looked into: they need not be gone.</summary>
    public void KeepUnseen()
    {
        foreach (var (file, entry) in before)
            if (folders.Any(folder => folder.File == "." || file.StartsWith(folder.File + "/", StringComparison.Ordinal)))
                Catalog.TryAdd(file, entry);
    }

    public IndexChanges Changes()
    {
        var gone = before.Keys.Except(Catalog.Keys.Concat(unreadable.Select(problem => problem.File)), StringComparer.Ordinal);
        return new(
            added, changed, [.. gone.Order(StringComparer.Ordinal)],
            [.. unreadable.OrderBy(problem => problem.File, StringComparer.Ordinal)], partial)
        {
            Embedded = Embedded,
            Notes = Notes,
        };
    }
}
