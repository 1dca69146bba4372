namespace Gexia.Io;

/// <summary>Writes a file so that readers, and whoever comes after a crash, find the old content or the new one, never a part.</summary>
public static class AtomicFile
{
    /// <summary>How the name of a file ends while it is being written. Such files remain when a process is killed in the middle.</summary>
    public const string TemporarySuffix = ".tmp";

    private const int MostLinks = 40;                       // as the system's own limit
    private const int LongestStem = 40;                     // characters of the target's name; a name has at most 255 bytes

    /// <summary>
    /// Writes a new file beside <paramref name="path"/>, waits until it is on the disk, and renames it over <paramref name="path"/>.
    /// </summary>
    /// <remarks>
    /// A link is followed: the file that it leads to is replaced, the link stays. Permissions and, where the system allows it, the owner of
    /// the file that was there are kept. Where the path leads to a pipe or a device, the content is written to it as to a stream.
    /// The temporary file has a name of its own for each call and is created exclusively, so that concurrent writers do not meet and
    /// nothing that lies there is written to.
    /// </remarks>
    /// <param name="path">The file to replace; its folder is made when missing.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">It could not be written, such as on a full disk; what was at <paramref name="path"/>
    /// is untouched.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, Create);

    /// <summary>As <see cref="Write(string, Action{Stream})"/>, into a stream that the caller opens.</summary>
    internal static void Write(string path, Action<Stream> write, Func<string, Stream> open)
    {
        if (Posix.KindOf(path) is FileKind.Pipe or FileKind.Device or FileKind.Socket)
        {
            WriteInPlace(path, write);
            return;
        }
        using var staged = StagedFile.Make(path, write, open);
        staged.Put();
    }

    /// <summary>
    /// Deletes what writers that were killed left half written in a folder: files and folders with the names that this class gives. Only
    /// for who knows that nobody is writing there, see <see cref="FileLock"/>.
    /// </summary>
    /// <param name="folder">The folder, not those in it.</param>
    /// <param name="of">Name of the one file whose remains are meant; null for all.</param>
    public static void Sweep(string folder, string? of = null)
    {
        if (!Directory.Exists(folder)) return;
        foreach (
            var path in Directory.EnumerateFileSystemEntries(
                folder, "*" + TemporarySuffix, new EnumerationOptions { AttributesToSkip = 0 }))
        {
            if (!IsTemporary(Path.GetFileName(path), of)) continue;
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            else File.Delete(path);
        }
    }

    /// <summary>A name for what will be called <paramref name="name"/> when it is whole; no two are the same.</summary>
    internal static string TemporaryName(string name) => $".{Stem(name)}.{Guid.NewGuid():N}{TemporarySuffix}";

    private static bool IsTemporary(string name, string? of)
    {
        var end = name.Length - TemporarySuffix.Length - 33;        // the point and 32 digits
        return end >= 1 && name[0] == '.' && name[end] == '.' && name.EndsWith(TemporarySuffix, StringComparison.Ordinal)
            && Guid.TryParseExact(name.AsSpan(end + 1, 32), "N", out _) && (of is null || name.AsSpan(1, end - 1).SequenceEqual(Stem(of)));
    }

    private static string Stem(string name) => name.Length <= LongestStem ? name : name[..LongestStem];

    /// <summary>What is said where a file could not be written.</summary>
    internal static IOException Unwritten(string path, Exception error, bool isReplaced) =>
        new($"{path}: could not be written ({error.Message.TrimEnd('.')}). {Outcome(path, isReplaced)}", error);

    private static string Outcome(string path, bool isReplaced) =>
        isReplaced ? "The new content is there, but a power failure may still undo it." :
        File.Exists(path) ? "The file that was there is unchanged." : "Nothing was left behind.";

    /// <summary>Where the links at a path end, whether there is a file or not.</summary>
    internal static string Target(string path)
    {
        var full = Path.GetFullPath(path);
        for (var links = 0; new FileInfo(full).LinkTarget is { } next; links++)
        {
            if (links == MostLinks) throw new IOException("its links go round");
            full = Path.GetFullPath(next, Path.GetDirectoryName(full)!);
        }
        return full;
    }

    // A pipe and some devices have no position, and nothing to sync.
    private static void WriteInPlace(string path, Action<Stream> write)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1 << 16);
            write(stream);
            stream.Flush();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritten(path, error, isReplaced: false);
        }
    }

    internal static FileStream Create(string temporary) =>
        new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);

    internal static void CopyAccess(string from, string to)
    {
        if (OperatingSystem.IsWindows()) return;
        if (Posix.OwnerOf(from) is { } owner && Posix.OwnerOf(to) is { } own && owner != own) Posix.GiveTo(to, owner.User, owner.Group);
        File.SetUnixFileMode(to, File.GetUnixFileMode(from));       // after the owner: changing that clears bits
    }

    internal static void Discard(string temporary)
    {
        try { File.Delete(temporary); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { } // the first error says more
    }
}
