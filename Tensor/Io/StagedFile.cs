namespace Gexia.Io;

/// <summary>
/// The new content of a file, whole and on the disk, under a temporary name beside it. Files that belong together are all staged before
/// the first is put in place, so that what takes long, or fills the disk, happens while the old ones are still there.
/// </summary>
public sealed class StagedFile : IDisposable
{
    private readonly string temporary, target;
    private bool isDone;

    private StagedFile(string path, string temporary, string target) => (Path, this.temporary, this.target) = (path, temporary, target);

    /// <summary>Where it belongs, as it was named.</summary>
    public string Path { get; }

    /// <summary>
    /// Writes the content; links, permissions and owner are treated as <see cref="AtomicFile.Write(string, Action{Stream})"/> does.
    /// </summary>
    /// <param name="path">The file to replace; its folder is made when missing.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">It could not be written; what was at <paramref name="path"/> is untouched.</exception>
    public static StagedFile Make(string path, Action<Stream> write) => Make(path, write, AtomicFile.Create);

    internal static StagedFile Make(string path, Action<Stream> write, Func<string, Stream> open)
    {
        string? made = null;
        try
        {
            var kind = Posix.KindOf(path);
            if (kind == FileKind.Folder) throw new IOException("it is a folder");
            var target = AtomicFile.Target(path);
            var folder = System.IO.Path.GetDirectoryName(target)!;
            Directory.CreateDirectory(folder);
            var temporary = System.IO.Path.Combine(folder, AtomicFile.TemporaryName(System.IO.Path.GetFileName(target)));
            using (var stream = open(temporary))
            {
                made = temporary;
                if (kind == FileKind.Regular) AtomicFile.CopyAccess(target, temporary);
                write(stream);
                if (stream is FileStream file) DurableFile.Flush(file);
                else stream.Flush();
            }
            return new(path, temporary, target);
        }
        catch (Exception error)
        {
            if (made is not null) AtomicFile.Discard(made);
            if (error is IOException or UnauthorizedAccessException) throw AtomicFile.Unwritten(path, error, isReplaced: false);
            throw;
        }
    }

    /// <summary>
    /// Puts files that belong together in place, so that old and new ones never stand side by side: all old ones are taken away first, the
    /// last of the list before the others. Whoever is killed in between leaves some of the new files and none of the old.
    /// </summary>
    /// <param name="files">The file without which the others are not used stands last.</param>
    /// <exception cref="IOException">One could not be put in place.</exception>
    public static void PutTogether(params IReadOnlyList<StagedFile> files)
    {
        foreach (var file in files.Reverse()) File.Delete(file.target);
        foreach (var file in files) file.Put();
    }

    /// <summary>Puts it in place.</summary>
    /// <exception cref="IOException">The folder could not be changed, or the disk did not confirm it.</exception>
    public void Put()
    {
        var isReplaced = false;
        try
        {
            File.Move(temporary, target, overwrite: true);
            isDone = isReplaced = true;
            DurableFile.FlushFolder(System.IO.Path.GetDirectoryName(target)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw AtomicFile.Unwritten(Path, error, isReplaced);
        }
    }

    /// <summary>Deletes what was not put in place.</summary>
    public void Dispose()
    {
        if (!isDone) AtomicFile.Discard(temporary);
        isDone = true;
    }
}
