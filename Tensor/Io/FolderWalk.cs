using System.Diagnostics;
using System.IO.Enumeration;

namespace Gexia.Io;

/// <summary>What a walk may cost; beyond it ends with an error.</summary>
public sealed record WalkLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static WalkLimits Default { get; } = new();

    /// <summary>Most names looked at.</summary>
    public long MostEntries { get; init; } = 20_000_000;

    /// <summary>Most folders inside each other.</summary>
    public int Deepest { get; init; } = 256;

    /// <summary>Longest time.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(30);
}

/// <summary>What a walk found.</summary>
/// <param name="Files">Paths in ordinal order.</param>
/// <param name="Unreadable">Folders that could not be looked into, with the reason.</param>
public sealed record WalkResult(IReadOnlyList<string> Files, IReadOnlyList<KeyValuePair<string, string>> Unreadable);

/// <summary>Finds the files under folders, at any depth.</summary>
/// <remarks>
/// Links to files and folders are followed. Each real file and folder counts once, however many links or other names lead to it, so that
/// links in a circle end; it is named by the path with the fewest links, of several the first in ordinal order. Hidden files and
/// folders (a name that begins with a dot), pipes, devices and sockets are passed over. A link that leads nowhere, or a name that is not
/// UTF-8, is found like a file, so that whoever opens it says what is wrong.
/// </remarks>
/// <param name="wanted">Which files, by their name.</param>
/// <param name="limits">What all walks together may cost; <see cref="WalkLimits.Default"/> when null.</param>
public sealed class FolderWalk(Func<string, bool> wanted, WalkLimits? limits = null)
{
    private readonly record struct Folder(string Path, int Depth, int Links);

    private readonly record struct Found(string Path, FileIdentity Identity, int Links);

    /// <summary>What is reached by fewer links comes first, so that it keeps its own name.</summary>
    private static readonly Comparer<Folder> NearestFirst =
        Comparer<Folder>.Create((a, b) => a.Links != b.Links ? a.Links.CompareTo(b.Links) : string.CompareOrdinal(a.Path, b.Path));

    private readonly record struct Entry(string Path, string Name, bool IsLink, bool IsFolder);

    private static readonly EnumerationOptions Visible = new()
    {
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        IgnoreInaccessible = false,
    };

    private readonly WalkLimits limits = limits ?? WalkLimits.Default;
    private readonly HashSet<FileIdentity> seen = [];
    private readonly Stopwatch clock = new();
    private long entries;

    /// <summary>The wanted files under a folder that no walk before gave.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="cancellation">Ends the walk.</param>
    /// <exception cref="GexiaException">A limit was exceeded.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public WalkResult Under(string root, CancellationToken cancellation = default)
    {
        clock.Start();
        var (found, unreadable) = (new List<Found>(), new List<KeyValuePair<string, string>>());
        var folders = new PriorityQueue<Folder, Folder>(NearestFirst);
        Enter(new(root, 0, 0));
        while (folders.TryDequeue(out var folder, out _))
        {
            if (!seen.Add(FileIdentity.Of(folder.Path))) continue;
            if (folder.Depth > limits.Deepest) throw new GexiaException($"{folder.Path}: lies more than {limits.Deepest} folders deep.");
            try
            {
                foreach (var entry in EntriesOf(folder.Path)) Take(entry, folder, cancellation);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                unreadable.Add(new(folder.Path, error.Message.TrimEnd('.')));
            }
        }
        clock.Stop();
        var files =
            found.OrderBy(file => file.Links).ThenBy(file => file.Path, StringComparer.Ordinal).Where(file => seen.Add(file.Identity));
        return new WalkResult(
            [.. files.Select(file => file.Path).Order(StringComparer.Ordinal)],
            [.. unreadable.OrderBy(place => place.Key, StringComparer.Ordinal)]);

        void Take(Entry entry, Folder folder, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            Count(root);
            var links = folder.Links + (entry.IsLink ? 1 : 0);
            switch (Posix.KindOf(entry.Path))
            {
                case FileKind.Folder:
                    Enter(new(entry.Path, folder.Depth + 1, links));
                    break;
                case FileKind.Missing when entry.IsFolder && InputFile.Problem(entry.Path) is { } problem:
                    unreadable.Add(new(entry.Path, problem));
                    break;
                case FileKind.Regular or FileKind.Missing when wanted(entry.Name):
                    found.Add(new(entry.Path, FileIdentity.Of(entry.Path), links));
                    break;
            }
        }

        void Enter(Folder folder) => folders.Enqueue(folder, folder);
    }

    private static FileSystemEnumerable<Entry> EntriesOf(string folder) => new(folder, (ref FileSystemEntry entry) =>
        new Entry(
            entry.ToSpecifiedFullPath(), entry.FileName.ToString(), (entry.Attributes & FileAttributes.ReparsePoint) != 0,
            entry.IsDirectory),
        Visible);

    private void Count(string root)
    {
        if (++entries > limits.MostEntries) throw new GexiaException($"{root}: holds more than {limits.MostEntries} names.");
        if (clock.Elapsed > limits.Longest) throw new GexiaException($"{root}: looking through it took longer than {limits.Longest}.");
    }
}
