using System.Runtime.InteropServices;

namespace Gexia.Search.Cache;

/// <summary>A video's embeddings as a file of the cache.</summary>
/// <remarks>Windows in float32; frames, which only say where in a window something is seen, in float16. Little-endian.</remarks>
internal static class VideoFile
{
    private const string Kind = "GexiaVideo1";
    private const long Largest = 1L << 31;

    public static void Write(string path, string settings, EmbeddedVideo video, int dimensions) => CheckedFile.Write(path, Kind, writer =>
    {
        writer.Write(settings);
        writer.Write(video.Duration);
        writer.Write(video.Warning ?? "");
        writer.Write(dimensions);
        writer.Write(video.Windows.Count);
        writer.Write(video.Frames.Count);
        foreach (var window in video.Windows)
        {
            writer.Write(window.Scene);
            writer.Write(window.Start);
            writer.Write(window.End);
            writer.Write(MemoryMarshal.AsBytes(window.Vector.Span));
        }
        foreach (var frame in video.Frames)
        {
            writer.Write(frame.Time);
            foreach (var value in frame.Vector.Span) writer.Write((Half)value);
        }
    });

    /// <summary>Reads the video; its frames are read from the file when they are asked for.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">What decided the embeddings besides the video; others are not used.</param>
    /// <param name="dimensions">Width of an embedding.</param>
    /// <param name="problem">Why the file cannot be used; null where it can, or is not there.</param>
    public static EmbeddedVideo? Read(string path, string settings, int dimensions, out string? problem) =>
        CheckedFile.Read(path, Kind, Largest, reader =>
        {
            var head = Head.Read(reader, settings, dimensions);
            TimedWindow[] windows = [.. Enumerable.Range(0, head.Windows).Select(_ => Window(reader, dimensions))];
            return new EmbeddedVideo(head.Duration, windows, new CachedFrames(head.Frames, () => ReadFrames(path, settings, dimensions)))
            {
                Warning = head.Warning.Length > 0 ? head.Warning : null,
            };
        }, out problem);

    private static TimedFrame[]? ReadFrames(string path, string settings, int dimensions) => CheckedFile.Read(path, Kind, Largest, reader =>
    {
        var head = Head.Read(reader, settings, dimensions);
        reader.BaseStream.Position += head.Windows * WindowBytes(dimensions);
        return Enumerable.Range(0, head.Frames).Select(_ => Frame(reader, dimensions)).ToArray();
    }, out _);

    private readonly record struct Head(double Duration, string Warning, int Windows, int Frames)
    {
        public static Head Read(BinaryReader reader, string settings, int dimensions)
        {
            if (reader.ReadString() != settings) throw new FormatException("it was made with other settings");
            var (duration, warning) = (reader.ReadDouble(), reader.ReadString());
            if (reader.ReadInt32() != dimensions) throw new FormatException("its embeddings have another width");
            var (windows, frames) = (reader.ReadInt32(), reader.ReadInt32());
            var left = reader.BaseStream.Length - reader.BaseStream.Position;
            if (windows < 1 || frames < 0 || (windows * WindowBytes(dimensions)) + (frames * FrameBytes(dimensions)) != left)
                throw new FormatException("its length is another than it says");
            return new(duration, warning, windows, frames);
        }
    }

    private static long WindowBytes(int dimensions) => sizeof(int) + (2 * sizeof(double)) + ((long)sizeof(float) * dimensions);

    private static long FrameBytes(int dimensions) => sizeof(double) + (2L * dimensions);

    private static TimedWindow Window(BinaryReader reader, int dimensions)
    {
        var (scene, start, end) = (reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble());
        var vector = new float[dimensions];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(vector.AsSpan()));
        return new(scene, start, end, vector);
    }

    private static TimedFrame Frame(BinaryReader reader, int dimensions)
    {
        var time = reader.ReadDouble();
        var vector = new float[dimensions];
        for (var i = 0; i < dimensions; i++) vector[i] = (float)reader.ReadHalf();
        return new(time, vector);
    }
}
