namespace Gexia.Io;

/// <summary>Writes a file so that readers, and whoever comes after a crash, find the old content or the new one, never a part.</summary>
public static class AtomicFile
{
    /// <summary>What a file is called while it is being written: its own name with this added.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>
    /// Writes beside <paramref name="path"/>, flushes to the disk, and renames over it. A file left by a process that was killed
    /// in the middle is overwritten by the next attempt, so crashes do not pile up garbage.
    /// </summary>
    /// <param name="path">The file to replace; its folder is made when missing.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">It could not be written, such as on a full disk; what was at <paramref name="path"/> is untouched.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, Create);

    /// <summary>As <see cref="Write(string, Action{Stream})"/>, into a stream that the caller opens.</summary>
    internal static void Write(string path, Action<Stream> write, Func<string, Stream> open)
    {
        var full = Path.GetFullPath(path);
        var temporary = full + TemporarySuffix;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (var stream = open(temporary))
            {
                write(stream);
                if (stream is FileStream file) file.Flush(flushToDisk: true);
                else stream.Flush();
            }
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception error)
        {
            Discard(temporary);
            if (error is IOException or UnauthorizedAccessException)
                throw new IOException($"{path}: could not be written ({error.Message.TrimEnd('.')}). {(File.Exists(full) ? "The file that was there is unchanged." : "Nothing was left behind.")}", error);
            throw;
        }
    }

    private static FileStream Create(string temporary) => new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);

    private static void Discard(string temporary)
    {
        try { File.Delete(temporary); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { } // the first error says more
    }
}
