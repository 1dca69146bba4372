using System.Text.Encodings.Web;
using System.Text.Json;
using Gexia.Data.Datasets;
using Gexia.Data.Granularities;
using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Io;

namespace Gexia.Data.Synthetic;

/// <summary>Container of the written videos.</summary>
public enum SyntheticContainer
{
    /// <summary>Animated PNG: lossless, written and read in managed code.</summary>
    AnimatedPng,
    /// <summary>H.264 in MP4, made by ffmpeg.</summary>
    Mp4,
}

/// <summary>
/// Writes synthetic sources as files that training and evaluation read like real ones: a video a source,
/// <c>pairs.jsonl</c> with a line a clip, and <c>summaries.jsonl</c> with a line a source.
/// </summary>
public static class SyntheticFolder
{
    /// <summary>Name of the file with the pairs.</summary>
    public const string PairsFile = "pairs.jsonl";

    /// <summary>Name of the file with the compressed texts.</summary>
    public const string SummariesFile = "summaries.jsonl";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the videos, then the two lists, the pairs last; each file appears whole or not at all.</summary>
    /// <remarks>
    /// Lists of an older call go first, so that they never name videos of this one: without pairs, the folder is not used.
    /// </remarks>
    /// <param name="folder">Made when missing.</param>
    /// <param name="sources">What to write.</param>
    /// <param name="container">How to write it.</param>
    /// <param name="written">Told after each video.</param>
    /// <param name="cancellation">Ends the work between two videos.</param>
    /// <exception cref="IOException">Something could not be written.</exception>
    /// <exception cref="Video.VideoException">MP4 was asked for and ffmpeg is missing or failed.</exception>
    public static void Write(
        string folder, IReadOnlyList<SyntheticSource> sources, SyntheticContainer container = SyntheticContainer.AnimatedPng,
        Action<int>? written = null, CancellationToken cancellation = default) =>
        Write(folder, Written(sources), container, written, cancellation);

    private static void Write(
        string folder, IReadOnlyList<SyntheticVideo> sources, SyntheticContainer container, Action<int>? written,
        CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        foreach (var list in (string[])[PairsFile, SummariesFile]) File.Delete(Path.Combine(folder, list));
        for (var i = 0; i < sources.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            WriteVideo(Path.Combine(folder, FileName(sources[i], container)), sources[i], container, cancellation);
            written?.Invoke(i + 1);
        }
        WriteLines(Path.Combine(folder, SummariesFile), sources, (json, source) =>
        {
            json.WriteString("video", FileName(source, container));
            json.WriteString("summary", source.Summary);
        });
        PairWriter.Write(Path.Combine(folder, PairsFile), PairsOf(sources, container));
    }

    /// <summary>
    /// As <see cref="Write(string, IReadOnlyList{SyntheticSource}, SyntheticContainer, Action{int}, CancellationToken)"/> with animated
    /// PNG, unless the folder holds just that already: the same pairs, which are written last, and every file.
    /// </summary>
    /// <param name="folder">Made when missing.</param>
    /// <param name="sources">What it is to hold.</param>
    /// <param name="cancellation">Ends the work between two videos.</param>
    /// <exception cref="IOException">Something could not be written.</exception>
    public static void Complete(string folder, IReadOnlyList<SyntheticSource> sources, CancellationToken cancellation = default) =>
        Complete(folder, Written(sources), cancellation);

    /// <inheritdoc cref="Complete(string, IReadOnlyList{SyntheticSource}, CancellationToken)"/>
    internal static void Complete(string folder, IReadOnlyList<SyntheticVideo> sources, CancellationToken cancellation = default)
    {
        var pairs = new MemoryStream();
        PairWriter.Write(pairs, PairsOf(sources, SyntheticContainer.AnimatedPng));
        var written = Path.Combine(folder, PairsFile);
        var holds = File.Exists(Path.Combine(folder, SummariesFile))
            && InputFile.Problem(written) is null
            && new FileInfo(written).Length == pairs.Length
            && InputFile.ReadAllBytes(written, pairs.Length).AsSpan().SequenceEqual(pairs.GetBuffer().AsSpan(0, (int)pairs.Length))
            && sources.All(source => File.Exists(Path.Combine(folder, FileName(source, SyntheticContainer.AnimatedPng))));
        if (!holds) Write(folder, sources, SyntheticContainer.AnimatedPng, written: null, cancellation);
    }

    private static IReadOnlyList<SyntheticVideo> Written(IEnumerable<SyntheticSource> sources) =>
        [.. sources.Select(source => source.Written)];

    private static IEnumerable<Pair> PairsOf(IEnumerable<SyntheticVideo> sources, SyntheticContainer container) =>
        SyntheticVideo.PairsOf(sources, source => FileName(source, container));

    private static string FileName(SyntheticVideo source, SyntheticContainer container) =>
        source.Id + (container == SyntheticContainer.Mp4 ? ".mp4" : ".png");

    private static void WriteVideo(string path, SyntheticVideo source, SyntheticContainer container, CancellationToken cancellation)
    {
        var rate = source.Video.Frames.Count / source.Video.Duration;
        if (container == SyntheticContainer.AnimatedPng) AnimatedPng.Write(path, source.Video.Frames, rate);
        else Mp4.Write(path, source.Video.Frames, rate, cancellation);
    }

    private static void WriteLines<T>(string path, IEnumerable<T> items, Action<Utf8JsonWriter, T> members) =>
        AtomicFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream, Plain);
            foreach (var item in items)
            {
                json.WriteStartObject();
                members(json, item);
                json.WriteEndObject();
                json.Flush();
                json.Reset();
                stream.WriteByte((byte)'\n');
            }
        });
}
