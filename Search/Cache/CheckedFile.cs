using System.Security.Cryptography;
using System.Text;
using Gexia.Io;

namespace Gexia.Search.Cache;

/// <summary>
/// A file of the cache: a word that says what it is, its content, and a SHA-256 of both, so that damage of any kind is noticed. Files are
/// written whole or not at all.
/// </summary>
internal static class CheckedFile
{
    private const int Digest = SHA256.HashSizeInBytes;

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it is, a few ASCII letters.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, string kind, Action<BinaryWriter> write)
    {
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Encoding.ASCII.GetBytes(kind));
            write(writer);
        }
        var content = memory.GetBuffer().AsMemory(0, (int)memory.Length);
        var digest = SHA256.HashData(content.Span);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(content.Span);
            stream.Write(digest);
        });
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it must be.</param>
    /// <param name="most">Largest size, bytes.</param>
    /// <param name="read">Reads the content, which is as it was written; it may throw <see cref="FormatException"/> or
    /// <see cref="EndOfStreamException"/>.</param>
    /// <param name="problem">Why the file cannot be used; null where it can, or is not there.</param>
    /// <returns>The content; null where there is none.</returns>
    public static T? Read<T>(string path, string kind, long most, Func<BinaryReader, T> read, out string? problem) where T : class
    {
        problem = null;
        try
        {
            if (!File.Exists(path)) return null;
            var bytes = InputFile.ReadAllBytes(path, most);
            var name = Encoding.ASCII.GetBytes(kind);
            var length = bytes.Length - Digest;
            if (length < name.Length || !bytes.AsSpan(0, name.Length).SequenceEqual(name)) problem = $"is no {kind}";
            else if (!SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
                problem = "is damaged: its checksum is another";
            else
            {
                using var reader = new BinaryReader(new MemoryStream(bytes, name.Length, length - name.Length), Encoding.UTF8);
                return read(reader);
            }
        }
        catch (Exception error) when (
            error is IOException or UnauthorizedAccessException or GexiaException or FormatException or ArgumentException)
        {
            problem = $"cannot be read: {error.Message.TrimEnd('.')}";
        }
        return null;
    }
}
