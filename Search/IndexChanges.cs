namespace Gexia.Search;

/// <summary>What <see cref="VideoIndex.Update"/> found; names are relative to the index's folder, in ordinal order.</summary>
/// <param name="Added">Videos that were not there before, or under another name.</param>
/// <param name="Changed">Videos whose content is another.</param>
/// <param name="Vanished">Videos that are gone.</param>
/// <param name="Unreadable">Videos, and folders, of which nothing can be used.</param>
/// <param name="Partial">Videos of which only a part can be decoded; that part is used.</param>
public sealed record IndexChanges(
    IReadOnlyList<string> Added, IReadOnlyList<string> Changed, IReadOnlyList<string> Vanished,
    IReadOnlyList<IndexProblem> Unreadable, IReadOnlyList<IndexProblem> Partial)
{
    /// <summary>How many videos were decoded and embedded; the others were known by their content.</summary>
    public int Embedded { get; init; }

    /// <summary>What else a user should know, a line each: such as a damaged file of the cache, which was made anew.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>Something that cannot be used, or only in part.</summary>
/// <param name="File">Relative to the index's folder.</param>
/// <param name="Reason">Why, in one line, without the name.</param>
public sealed record IndexProblem(string File, string Reason);

/// <summary>How an update goes.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">Videos that are through.</param>
/// <param name="Total">Videos in all; 0 while the folder is looked through.</param>
/// <param name="File">The video that is through last; null before the first.</param>
public readonly record struct IndexProgress(IndexStage Stage, int Done, int Total, string? File = null);

/// <summary>What an update is doing.</summary>
public enum IndexStage
{
    /// <summary>Another process updates the same index; this one waits for it.</summary>
    Waiting,
    /// <summary>The folder is looked through.</summary>
    Listing,
    /// <summary>Videos that are not known yet are read and embedded.</summary>
    Embedding,
}
