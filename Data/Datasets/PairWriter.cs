using System.Text.Encodings.Web;
using System.Text.Json;
using Gexia.Data.Granularities;
using Gexia.Io;

namespace Gexia.Data.Datasets;

/// <summary>Writes pairs as the JSON Lines that <see cref="PairReader"/> reads.</summary>
public static class PairWriter
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes all <paramref name="pairs"/> to <paramref name="path"/>, or leaves the file as it was.</summary>
    /// <returns>The number of pairs.</returns>
    /// <exception cref="IOException">The folder cannot be written or the disk is full.</exception>
    public static int Write(string path, IEnumerable<Pair> pairs)
    {
        var count = 0;
        AtomicFile.Write(path, stream => count = Write(stream, pairs));
        return count;
    }

    /// <summary>Writes all <paramref name="pairs"/> to a stream.</summary>
    /// <returns>The number of pairs.</returns>
    public static int Write(Stream stream, IEnumerable<Pair> pairs)
    {
        var count = 0;
        using var json = new Utf8JsonWriter(stream, Readable);
        foreach (var pair in pairs)
        {
            WritePair(json, pair);
            json.Flush();
            json.Reset();
            stream.WriteByte((byte)'\n');
            count++;
        }
        return count;
    }

    private static void WritePair(Utf8JsonWriter json, Pair pair)
    {
        json.WriteStartObject();
        if (pair.Clip is [var only] && only.Start == pair.Start && only.End == pair.End)
        {
            json.WriteString("video", only.Video);
        }
        else
        {
            json.WriteStartArray("segments");
            foreach (var segment in pair.Clip)
            {
                json.WriteStartObject();
                json.WriteString("video", segment.Video);
                json.WriteNumber("start", segment.Start);
                WriteEnd(json, segment.End);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteString("source", pair.Source);
        json.WriteNumber("start", pair.Start);
        WriteEnd(json, pair.End);
        json.WriteString("caption", pair.Text);
        json.WriteString("granularity", pair.Granularity.Name);
        json.WriteEndObject();
    }

    // JSON knows no infinity; a pair without an end lasts as long as its video.
    private static void WriteEnd(Utf8JsonWriter json, double end)
    {
        if (double.IsFinite(end)) json.WriteNumber("end", end);
    }
}
