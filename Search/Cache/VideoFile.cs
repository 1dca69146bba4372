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

    /// <param name="path">The file.</param>
    /// <param name="settings">What decided the embeddings besides the video; others are not used.</param>
    /// <param name="dimensions">Width of an embedding.</param>
    /// <param name="problem">Why the file cannot be used; null where it can, or is not there.</param>
    public static EmbeddedVideo? Read(string path, string settings, int dimensions, out string? problem) => CheckedFile.Read(path, Kind, Largest, reader =>
    {
        if (reader.ReadString() != settings) throw new FormatException("it was made with other settings");
        var (duration, warning) = (reader.ReadDouble(), reader.ReadString());
        if (reader.ReadInt32() != dimensions) throw new FormatException("its embeddings have another width");
        var (windows, frames) = (reader.ReadInt32(), reader.ReadInt32());
        var left = reader.BaseStream.Length - reader.BaseStream.Position;
        if (windows < 1 || frames < 0 || ((long)windows * (20 + (4L * dimensions))) + ((long)frames * (8 + (2L * dimensions))) != left)
            throw new FormatException("its length is another than it says");
        var read = new EmbeddedVideo(duration, [.. Enumerable.Range(0, windows).Select(_ => Window())], [.. Enumerable.Range(0, frames).Select(_ => Frame())])
        {
            Warning = warning.Length > 0 ? warning : null,
        };
        return read;

        TimedWindow Window()
        {
            var (scene, start, end) = (reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble());
            var vector = new float[dimensions];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(vector.AsSpan()));
            return new(scene, start, end, vector);
        }

        TimedFrame Frame()
        {
            var time = reader.ReadDouble();
            var vector = new float[dimensions];
            for (var i = 0; i < dimensions; i++) vector[i] = (float)reader.ReadHalf();
            return new(time, vector);
        }
    }, out problem);
}
