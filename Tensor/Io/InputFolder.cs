namespace Gexia.Io;

/// <summary>Folders that a user names; the counterpart of <see cref="InputFile"/>.</summary>
public static class InputFolder
{
    /// <summary>
    /// Why a path cannot be used as a folder, in a few words without the path; null when it leads to one (links are followed).
    /// </summary>
    /// <param name="path">The folder.</param>
    public static string? Problem(string path) => path.Length == 0
        ? "the name of a folder is empty"
        : path.Contains('\0') ? "the name holds a zero character"
        : Posix.KindOf(path) switch
        {
            FileKind.Folder => null,
            FileKind.Regular => "is a file, not a folder",
            FileKind.Pipe or FileKind.Device or FileKind.Socket => "is no folder",
            _ => new FileInfo(path).LinkTarget is { } target ? $"is a link to '{target}', which does not exist" : "no such folder",
        };

    /// <summary>Checks that a path leads to a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="GexiaException">It does not exist, or is something else.</exception>
    public static void Require(string path)
    {
        if (Problem(path) is { } problem) throw new GexiaException($"{path}: {problem}.");
    }
}
