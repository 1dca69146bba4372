using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gexia.Io;

namespace Gexia.Data.Loading;

/// <summary>
/// A JSON Lines file to which a run adds entries as it finds them, and which is put in order at the run's end. Not thread-safe.
/// </summary>
/// <remarks>
/// Entries are found in an order that depends on how many threads look and where a run was interrupted. The set of entries does not, so the
/// ordered file does not either.
/// </remarks>
internal sealed class ListFile : IDisposable
{
    private const int LongestLine = 1 << 20;
    private const long LargestFile = 1L << 30;
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string path;
    private readonly bool isDurable;
    private FileStream? file;

    private ListFile(string path, FileStream file, bool isDurable) => (this.path, this.file, this.isDurable) = (path, file, isDurable);

    /// <summary>Opens or makes a file; a last line that a killed process left unfinished is cut off.</summary>
    /// <param name="path">The file.</param>
    /// <param name="form">What a line looks like, for messages.</param>
    /// <param name="take">Receives each entry that is there.</param>
    /// <param name="isDurable">Whether an entry is on the disk when adding it ends.</param>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    /// <exception cref="GexiaException">It is no regular file, or a line is not of that form.</exception>
    public static ListFile Open(string path, string form, Action<JsonElement> take, bool isDurable = false)
    {
        if (Path.Exists(path)) InputFile.Require(path, LargestFile);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            ReadBack(file, path, form, take);
            return new ListFile(path, file, isDurable);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds an entry.</summary>
    public void Add(Action<Utf8JsonWriter> write)
    {
        if (file is null) return;
        file.Write(Line(write));
        if (isDurable) DurableFile.Flush(file);
        else file.Flush();
    }

    /// <summary>Replaces the content by these entries, unless it is that already, and closes the file.</summary>
    public void Complete(IEnumerable<Action<Utf8JsonWriter>> entries)
    {
        if (file is null) return;
        Dispose();
        var content = Content(entries);
        if (!content.AsSpan().SequenceEqual(InputFile.ReadAllBytes(path, LargestFile)))
            AtomicFile.Write(path, stream => stream.Write(content));
    }

    /// <summary>Writes a file of entries at once; without an entry there is no file afterwards.</summary>
    public static void Write(string path, IEnumerable<Action<Utf8JsonWriter>> entries)
    {
        var content = Content(entries);
        if (content.Length > 0) AtomicFile.Write(path, stream => stream.Write(content));
        else if (File.Exists(path)) File.Delete(path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file?.Dispose();
        file = null;
    }

    private static byte[] Content(IEnumerable<Action<Utf8JsonWriter>> entries)
    {
        using var content = new MemoryStream();
        foreach (var entry in entries) content.Write(Line(entry));
        return content.ToArray();
    }

    /// <summary>An entry as it stands in the file.</summary>
    public static byte[] Line(Action<Utf8JsonWriter> write)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, Readable))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        line.WriteByte((byte)'\n');
        return line.ToArray();
    }

    private static void ReadBack(FileStream file, string path, string form, Action<JsonElement> take)
    {
        var bytes = new byte[checked((int)file.Length)];
        file.ReadExactly(bytes);
        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        file.SetLength(whole);
        file.Position = whole;
        var number = 0;
        foreach (var range in bytes.AsSpan(0, whole).Split((byte)'\n'))
        {
            var line = bytes.AsSpan(0, whole)[range];
            number++;
            if (line.IsEmpty) continue;
            try
            {
                if (line.Length > LongestLine) throw new JsonException("the line is longer than a megabyte");
                using var entry = JsonDocument.Parse(Encoding.UTF8.GetString(line));
                take(entry.RootElement);
            }
            catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new GexiaException(
                    $"{path}: line {number} is not {form}: {error.Message} Delete the file to begin a new list.", error);
            }
        }
    }
}
