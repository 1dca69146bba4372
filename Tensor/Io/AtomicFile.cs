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
    /// <exception cref="IOException">It could not be written, such as on a full disk; what was at <paramref name="path"/> is untouched.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, Create);

    /// <summary>As <see cref="Write(string, Action{Stream})"/>, into a stream that the caller opens.</summary>
    internal static void Write(string path, Action<Stream> write, Func<string, Stream> open)
    {
        string? made = null, replaced = null;
        try
        {
            var kind = Posix.KindOf(path);
            if (kind == FileKind.Folder) throw new IOException("it is a folder");
            if (kind is FileKind.Pipe or FileKind.Device or FileKind.Socket)
            {
                WriteInPlace(path, write);
                return;
            }
            var target = Target(path);
            var folder = Path.GetDirectoryName(target)!;
            Directory.CreateDirectory(folder);
            var temporary = Path.Combine(folder, TemporaryName(Path.GetFileName(target)));
            using (var stream = open(temporary))
            {
                made = temporary;
                if (kind == FileKind.Regular) CopyAccess(target, temporary);
                write(stream);
                if (stream is FileStream file) DurableFile.Flush(file);
                else stream.Flush();
            }
            File.Move(temporary, target, overwrite: true);
            (made, replaced) = (null, target);
            DurableFile.FlushFolder(folder);
        }
        catch (Exception error)
        {
            if (made is not null) Discard(made);
            if (error is IOException or UnauthorizedAccessException)
                throw new IOException($"{path}: could not be written ({error.Message.TrimEnd('.')}). {Outcome(path, replaced)}", error);
            throw;
        }
    }

    private static string Outcome(string path, string? replaced) =>
        replaced is not null ? "The new content is there, but a power failure may still undo it." :
        File.Exists(path) ? "The file that was there is unchanged." : "Nothing was left behind.";

    /// <summary>Where the links at a path end, whether there is a file or not.</summary>
    private static string Target(string path)
    {
        var full = Path.GetFullPath(path);
        for (var links = 0; new FileInfo(full).LinkTarget is { } next; links++)
        {
            if (links == MostLinks) throw new IOException("its links go round");
            full = Path.GetFullPath(next, Path.GetDirectoryName(full)!);
        }
        return full;
    }

    private static string TemporaryName(string name) => $".{(name.Length <= LongestStem ? name : name[..LongestStem])}.{Guid.NewGuid():N}{TemporarySuffix}";

    // A pipe and some devices have no position, and nothing to sync.
    private static void WriteInPlace(string path, Action<Stream> write)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1 << 16);
        write(stream);
        stream.Flush();
    }

    private static FileStream Create(string temporary) => new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);

    private static void CopyAccess(string from, string to)
    {
        if (OperatingSystem.IsWindows()) return;
        if (Posix.OwnerOf(from) is { } owner && Posix.OwnerOf(to) is { } own && owner != own) Posix.GiveTo(to, owner.User, owner.Group);
        File.SetUnixFileMode(to, File.GetUnixFileMode(from));       // after the owner: changing that clears bits
    }

    private static void Discard(string temporary)
    {
        try { File.Delete(temporary); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { } // the first error says more
    }
}
