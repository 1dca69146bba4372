namespace Gexia.Io;

/// <summary>Waits until written data is on the disk, and says so when it is not.</summary>
/// <remarks>
/// <see cref="FileStream.Flush(bool)"/> ignores the error of <c>fsync</c> on Unix, so a full or failing disk goes unnoticed there.
/// </remarks>
public static class DurableFile
{
    /// <summary>Writes what is buffered and waits for the disk.</summary>
    /// <param name="stream">An open file.</param>
    /// <exception cref="IOException">The disk reports an error; what was written may be lost.</exception>
    public static void Flush(FileStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Flush();
        if (OperatingSystem.IsWindows()) stream.Flush(flushToDisk: true);
        else Posix.Sync(stream.SafeFileHandle.DangerousGetHandle(), stream.Name);
    }

    /// <summary>Waits until the names in a folder (files made, renamed or deleted) are on the disk.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">The disk reports an error.</exception>
    public static void FlushFolder(string folder) => Posix.SyncFolder(folder);
}
