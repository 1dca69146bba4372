namespace Gexia.Io;

/// <summary>
/// Tells one real file or folder from another, whatever names lead to it: by device and number where the system says them, else by where
/// its links end.
/// </summary>
internal readonly record struct FileIdentity(ulong Device, ulong Number, string? Path)
{
    /// <summary>The identity of what lies at a path, links followed; of a link that leads nowhere its own.</summary>
    public static FileIdentity Of(string path)
    {
        if (Posix.NumberOf(path) is var (device, number)) return new(device, number, null);
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            FileSystemInfo info = Directory.Exists(full) ? new DirectoryInfo(full) : new FileInfo(full);
            return new(0, 0, info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full);
        }
        catch (IOException)         // the links go round
        {
            return new(0, 0, full);
        }
    }
}
