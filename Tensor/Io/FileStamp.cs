namespace Gexia.Io;

/// <summary>What tells without reading it whether a file is still the same: its size, its times and its number on the disk.</summary>
/// <remarks>
/// Writing to a file, however its time of modification is set afterwards, changes the time of change, which only the system sets, where
/// the system tells it (Linux); elsewhere, and within the resolution of the clock, an equal stamp is no proof.
/// </remarks>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">When its content was last written, ticks of UTC.</param>
/// <param name="Changed">When content or attributes were last changed, nanoseconds since 1970; 0 where the system does not tell.</param>
/// <param name="Number">Its number on its device; 0 where the system does not tell.</param>
public readonly record struct FileStamp(long Length, long Modified, long Changed, ulong Number)
{
    /// <summary>The stamp of the file that a path leads to, links followed; null where there is none.</summary>
    /// <param name="path">The file.</param>
    public static FileStamp? Of(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null) file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        if (!file.Exists) return null;
        var (changed, number) = Posix.ChangeOf(path) ?? default;
        return new FileStamp(file.Length, file.LastWriteTimeUtc.Ticks, changed, number);
    }
}
