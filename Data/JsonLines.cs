using Gexia.Io;
using System.Text.Json;

namespace Gexia.Data;

/// <summary>Reads files with one JSON object a line, lazily and with limits: the files come from strangers.</summary>
internal static class JsonLines
{
    /// <summary>Bytes of the longest line; a caption of 100,000 escaped characters stays well below.</summary>
    public const int LongestLine = 8 << 20;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>The objects of <paramref name="path"/>; each is valid until the next is asked for. Blank lines are skipped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="numbersMayBeMissing">Whether NaN and infinities are read as null; see <see cref="MissingNumbers"/>.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="GexiaException">At once, when there is no such file; while reading, when a line is too long, not valid JSON, not an
    /// object or repeats a key.</exception>
    public static IEnumerable<JsonRecord> Read(string path, bool numbersMayBeMissing = false, CancellationToken cancellation = default)
    {
        InputFile.Require(path);
        return Objects(path, numbersMayBeMissing, cancellation);
    }

    /// <summary>The same of lines that are read from a part of a file.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="path">What messages call the file.</param>
    /// <param name="numbersMayBeMissing">As above.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static IEnumerable<JsonRecord> Read(
        LineReader lines, string path, bool numbersMayBeMissing, CancellationToken cancellation)
    {
        while (lines.TryRead(out var line))
        {
            cancellation.ThrowIfCancellationRequested();
            if (line.Span.Trim(" \t\r"u8).IsEmpty) continue;
            var place = $"{path}, line {lines.Number}";
            using var json = numbersMayBeMissing ? ParseWithMissing(line, place) : StrictJson.Parse(line, place, Strict);
            yield return new JsonRecord(json.RootElement, place, lines.Number);
        }
    }

    private static IEnumerable<JsonRecord> Objects(string path, bool numbersMayBeMissing, CancellationToken cancellation)
    {
        using var stream = InputFile.Open(path);
        foreach (var record in Read(new LineReader(stream, path, LongestLine), path, numbersMayBeMissing, cancellation))
            yield return record;
    }

    private static JsonDocument ParseWithMissing(ReadOnlyMemory<byte> line, string place)
    {
        try
        {
            return StrictJson.Parse(line, place, Strict);
        }
        catch (GexiaException)
        {
            if (MissingNumbers.AsNull(line.Span) is not { } replaced) throw;
            return StrictJson.Parse(replaced, place, Strict);
        }
    }
}
