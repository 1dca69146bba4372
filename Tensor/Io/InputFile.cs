using System.Text;

namespace Gexia.Io;

/// <summary>
/// Opens files that a user names. A path must lead to a regular file within a limit, which is checked before it is opened: a named pipe
/// would wait for ever, a device would never end, and a folder has no content.
/// </summary>
public static class InputFile
{
    /// <summary>Checks that a path leads to a regular file (links are followed) of at most so many bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Largest size in bytes.</param>
    /// <returns>Its size in bytes.</returns>
    /// <exception cref="GexiaException">It does not exist, is no regular file, or is larger.</exception>
    public static long Require(string path, long most = long.MaxValue)
    {
        if (Problem(path) is { } problem) throw new GexiaException($"{path}: {problem}.");
        var length = new FileInfo(path).Length;
        return length <= most ? length : throw new GexiaException($"{path}: holds {length} bytes; at most {most} are read.");
    }

    /// <summary>Why a path cannot be read as a file, in a few words without the path; null when it leads to a regular file.</summary>
    /// <param name="path">The file.</param>
    public static string? Problem(string path) => path.Length == 0
        ? "the name of a file is empty"
        : path.Contains('\0') ? "the name holds a zero character"
        : Posix.KindOf(path) switch
        {
            FileKind.Regular => null,
            FileKind.Folder => "is a folder, not a file",
            FileKind.Pipe => "is a named pipe; only regular files are read",
            FileKind.Device => "is a device; only regular files are read",
            FileKind.Socket => "is a socket; only regular files are read",
            _ => new FileInfo(path).LinkTarget is { } target ? $"is a link to '{target}', which does not exist" : Absent(path),
        };

    /// <summary>
    /// Why nothing is found at a path. .NET turns the bytes of a name that are not UTF-8 into U+FFFD, in arguments and in folders that are
    /// listed; under the name that is left there is no file.
    /// </summary>
    private static string Absent(string path) => path.Contains('\uFFFD')
        ? "no such file: its name is not UTF-8 (it may be Latin-1), and only names in UTF-8 can be opened. Rename it"
        : "no such file";

    /// <summary>Opens a regular file for reading from its start.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Largest size in bytes.</param>
    /// <param name="options">How it will be read.</param>
    /// <exception cref="GexiaException">It does not exist, is no regular file, or is larger.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static FileStream Open(string path, long most = long.MaxValue, FileOptions options = FileOptions.None)
    {
        Require(path, most);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, options);
    }

    /// <summary>The whole content.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Largest size in bytes.</param>
    /// <exception cref="GexiaException">It does not exist, is no regular file, or is larger.</exception>
    public static byte[] ReadAllBytes(string path, long most)
    {
        using var stream = Open(path, Math.Min(most, Array.MaxLength));
        var bytes = new byte[stream.Length];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    /// <summary>The whole content of a UTF-8 text as bytes, without a byte order mark. Whether they are UTF-8 is not checked.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Largest size in bytes.</param>
    /// <exception cref="GexiaException">It does not exist, is no regular file, is larger, or is UTF-16 or UTF-32.</exception>
    public static ReadOnlyMemory<byte> ReadAllUtf8(string path, long most)
    {
        var bytes = ReadAllBytes(path, most);
        return bytes.AsMemory(ByteOrderMark.Length(bytes, path));
    }

    /// <summary>The whole content as UTF-8 text, without a byte order mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Largest size in bytes.</param>
    /// <exception cref="GexiaException">It does not exist, is no regular file, is larger, or is not UTF-8.</exception>
    public static string ReadAllText(string path, long most)
    {
        var bytes = ReadAllUtf8(path, most);
        try
        {
            return Strict.GetString(bytes.Span);
        }
        catch (DecoderFallbackException error)
        {
            throw new GexiaException($"{path}: not UTF-8 at byte {error.Index}. Save it in UTF-8.", error);
        }
    }

    /// <summary>The lines of a UTF-8 text without their ends and without a byte order mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Largest size in bytes.</param>
    /// <exception cref="GexiaException">It does not exist, is no regular file, is larger, or is not UTF-8.</exception>
    public static IReadOnlyList<string> ReadAllLines(string path, long most)
    {
        using var reader = new StringReader(ReadAllText(path, most));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line) lines.Add(line);
        return lines;
    }

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
