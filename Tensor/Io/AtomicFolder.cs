namespace Gexia.Io;

/// <summary>Makes a folder of files that belong together, so that it is there with all of them or not at all.</summary>
public static class AtomicFolder
{
    /// <summary>Fills a new folder beside <paramref name="path"/> and renames it to <paramref name="path"/>.</summary>
    /// <remarks>
    /// An older folder is put aside just before and then deleted with all that is in it. Whoever is killed between the two renames leaves
    /// no folder under the name; what is left under other names is taken away by <see cref="AtomicFile.Sweep"/>.
    /// </remarks>
    /// <param name="path">The folder.</param>
    /// <param name="fill">Writes files, each as <see cref="AtomicFile"/> does, into the folder that it is given.</param>
    /// <exception cref="IOException">Something could not be written; the older folder is untouched.</exception>
    public static void Write(string path, Action<string> fill)
    {
        var target = Path.GetFullPath(Path.TrimEndingDirectorySeparator(path));
        var (parent, name) = (Path.GetDirectoryName(target)!, Path.GetFileName(target));
        string made = Path.Combine(parent, AtomicFile.TemporaryName(name)), old = Path.Combine(parent, AtomicFile.TemporaryName(name));
        try
        {
            Directory.CreateDirectory(made);
            fill(made);
            DurableFile.FlushFolder(made);
        }
        catch
        {
            Discard(made);
            throw;
        }
        if (Directory.Exists(target)) Directory.Move(target, old);
        Directory.Move(made, target);
        DurableFile.FlushFolder(parent);
        Discard(old);
    }

    private static void Discard(string folder)
    {
        try { Directory.Delete(folder, recursive: true); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { } // not there, or no harm under its name
    }
}
