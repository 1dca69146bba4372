using System.Buffers;
using System.Text.Json;
using Gexia.Io;

namespace Gexia.Training;

/// <summary>
/// The two logs of a training as JSON Lines: what happened (<c>log.jsonl</c>) and how long it took (<c>timing.jsonl</c>).
/// </summary>
/// <remarks>
/// The first is a function of the configuration only, so that a resumed training ends with the same bytes as an uninterrupted one;
/// whatever comes from the clock goes into the second. Lines reach the operating system every few steps and before every checkpoint.
/// </remarks>
internal sealed class RunLog : IDisposable
{
    private const int LinesBetweenFlushes = 20;
    private readonly FileStream log, timing;
    private readonly ArrayBufferWriter<byte> line = new();
    private readonly Utf8JsonWriter json;
    private int unflushed;

    private RunLog(FileStream log, FileStream timing) => (this.log, this.timing, json) = (log, timing, new(line));

    /// <summary>Opens both logs and cuts away what was written after a checkpoint.</summary>
    /// <param name="folder">The training's files.</param>
    /// <param name="logBytes">Length of the log at the checkpoint; 0 begins anew.</param>
    /// <param name="step">The checkpoint's step; later lines of the timing are cut.</param>
    /// <exception cref="GexiaException">The log is shorter than it was at the checkpoint, or does not end a line there: somebody
    /// changed it.</exception>
    public static RunLog Open(RunFolder folder, long logBytes, long step)
    {
        var log = Open(folder.Log);
        try
        {
            RequireLineEnd(folder.Log, log, logBytes);
            var timing = Open(folder.Timing);
            Cut(log, logBytes);
            Cut(timing, EndOfStep(timing, step));
            return new RunLog(log, timing);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>Length of the log, lines not yet flushed included.</summary>
    public long Length => log.Position;

    /// <summary>Adds an object to the log.</summary>
    /// <param name="entry">What it says. Handed on, so that <paramref name="write"/> need not be made anew for every line.</param>
    /// <param name="write">Writes the object's properties.</param>
    public void Write<TEntry>(TEntry entry, Action<Utf8JsonWriter, TEntry> write) => Append(log, entry, write);

    /// <summary>Adds an object to the timing.</summary>
    /// <param name="entry">What it says.</param>
    /// <param name="write">Writes the object's properties, a <c>step</c> among them.</param>
    public void WriteTiming<TEntry>(TEntry entry, Action<Utf8JsonWriter, TEntry> write) => Append(timing, entry, write);

    /// <summary>Hands all lines to the disk.</summary>
    public void Flush()
    {
        DurableFile.Flush(log);
        timing.Flush();
        unflushed = 0;
    }

    /// <summary>Flushes and closes both.</summary>
    public void Dispose()
    {
        json.Dispose();
        log.Dispose();
        timing.Dispose();
    }

    private void Append<TEntry>(FileStream file, TEntry entry, Action<Utf8JsonWriter, TEntry> write)
    {
        line.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        write(json, entry);
        json.WriteEndObject();
        json.Flush();
        line.Write("\n"u8);
        file.Write(line.WrittenSpan);
        if (++unflushed < LinesBetweenFlushes) return;
        log.Flush();
        timing.Flush();
        unflushed = 0;
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1 << 16);

    private static void Cut(FileStream file, long length)
    {
        file.SetLength(length);
        file.Position = length;
    }

    private static void RequireLineEnd(string path, FileStream file, long length)
    {
        if (length == 0) return;
        if (file.Length < length)
        {
            throw new GexiaException(
                $"{path}: holds {file.Length} bytes, but held {length} when the checkpoint was written. "
                + $"It was changed since, so the training cannot be resumed exactly; put it back or start anew.");
        }
        file.Position = length - 1;
        if (file.ReadByte() != '\n')
        {
            throw new GexiaException(
                $"{path}: no line ends at byte {length}, where one ended when the checkpoint was written. "
                + $"It was changed since, so the training cannot be resumed exactly; put it back or start anew.");
        }
    }

    /// <summary>Where the whole lines of steps up to this one end.</summary>
    private static long EndOfStep(FileStream file, long step)
    {
        file.Position = 0;
        using var reader = new BinaryReader(file, System.Text.Encoding.UTF8, leaveOpen: true);
        var bytes = reader.ReadBytes(checked((int)file.Length));
        var end = 0;
        while (bytes.AsSpan(end).IndexOf((byte)'\n') is var length and >= 0)
        {
            try
            {
                using var entry = JsonDocument.Parse(bytes.AsMemory(end, length));
                if (!entry.RootElement.TryGetProperty("step", out var own) || own.GetInt64() > step) break;
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
            {
                break; // damaged: times are for people only, so what follows is given up
            }
            end += length + 1;
        }
        return end;
    }
}
