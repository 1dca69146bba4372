using System.Text.Json;
using Gexia.Data.Datasets;
using Gexia.Data.Granularities;

namespace Gexia.Data.Loading;

/// <summary>
/// The pairs that could not be used as their file gives them, each with its line and reason; optionally in a JSON Lines
/// file: <c>{"set":"train","line":7,"video":…,"reason":…}</c>, with <c>"used":true</c> where a pair is used nevertheless,
/// changed as the reason says.
/// </summary>
/// <remarks>
/// What a file says is known when it is read; whether a segment lies on its video only when the video is first decoded, so that a
/// training on many videos starts at once. Either depends on the files alone, so a resumed training ends with the bytes of an
/// uninterrupted one. Thread-safe.
/// </remarks>
public sealed class BadPairs : IDisposable
{
    private readonly record struct Entry(string Set, BadPair Pair);

    private readonly Lock gate = new();
    private readonly HashSet<Entry> entries = [];
    private ListFile? file;

    /// <summary>A list in memory.</summary>
    public BadPairs(BadVideoPolicy policy) => Policy = policy;

    /// <summary>A list in a file that is read first when it exists; a last line that a killed process left unfinished is cut off.</summary>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    /// <exception cref="GexiaException">A line is not what this class writes.</exception>
    public static BadPairs Open(string path, BadVideoPolicy policy)
    {
        var list = new BadPairs(policy);
        list.file = ListFile.Open(path, "{\"set\":…,\"line\":…,\"video\":…,\"reason\":…}", entry => list.entries.Add(Read(entry)));
        return list;
    }

    /// <summary>What happens when a pair is bad.</summary>
    public BadVideoPolicy Policy { get; }

    /// <summary>All of them, by set, line and reason.</summary>
    public IReadOnlyList<BadPair> All
    {
        get
        {
            lock (gate) return [.. InOrder().Select(entry => entry.Pair)];
        }
    }

    /// <summary>Lines that were left out.</summary>
    public int LeftOut => Lines(used: false).Count;

    /// <summary>Lines that are used, but not as they stand.</summary>
    public int Changed => Lines(used: true).Except(Lines(used: false)).Count();

    /// <summary>Notes a bad pair, or stops.</summary>
    /// <param name="set">Which file it comes from: train, validation, test or pairs.</param>
    /// <param name="pair">What is wrong.</param>
    /// <exception cref="GexiaException">The policy is to fail.</exception>
    public void Report(string set, BadPair pair)
    {
        if (Policy == BadVideoPolicy.Fail) throw new GexiaException($"the {set} pairs, line {pair.Line}, {pair.Video}: {pair.Reason}");
        var entry = new Entry(set, pair);
        lock (gate)
            if (entries.Add(entry)) file?.Add(json => Write(json, entry));
    }

    /// <summary>
    /// Puts the file in the order of its lines, so that its bytes depend on what is bad alone; nothing is added to it afterwards.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Complete()
    {
        lock (gate) file?.Complete(Written());
    }

    /// <summary>Writes the list into a file of its own; an empty list leaves no file.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path)
    {
        lock (gate) ListFile.Write(path, Written());
    }

    /// <summary>A line of such a file.</summary>
    internal static byte[] Line(string set, BadPair pair) => ListFile.Line(json => Write(json, new Entry(set, pair)));

    /// <summary>Closes the file.</summary>
    public void Dispose() => file?.Dispose();

    // Where there is no line, as in parts of videos that a task names, a pair is known by its video and what is wrong.
    private HashSet<(string Set, int Line, string Named)> Lines(bool used)
    {
        lock (gate)
        {
            return
            [
                .. entries.Where(entry => entry.Pair.IsUsed == used).Select(entry => (
                    entry.Set, entry.Pair.Line, entry.Pair.Line > 0 ? "" : $"{entry.Pair.Video}\n{entry.Pair.Reason}"))
            ];
        }
    }

    private IEnumerable<Action<Utf8JsonWriter>> Written() =>
        InOrder().Select<Entry, Action<Utf8JsonWriter>>(entry => json => Write(json, entry));

    private IOrderedEnumerable<Entry> InOrder() =>
        entries.OrderBy(entry => entry.Set, StringComparer.Ordinal).ThenBy(entry => entry.Pair.Line)
            .ThenBy(entry => entry.Pair.Video, StringComparer.Ordinal).ThenBy(entry => entry.Pair.Reason, StringComparer.Ordinal);

    private static Entry Read(JsonElement entry)
    {
        var isUsed = entry.TryGetProperty("used", out var used) && used.GetBoolean();
        return new(
            entry.GetProperty("set").GetString()!,
            new BadPair(
                entry.GetProperty("line").GetInt32(), entry.GetProperty("video").GetString()!, entry.GetProperty("reason").GetString()!,
                isUsed));
    }

    private static void Write(Utf8JsonWriter json, Entry entry)
    {
        json.WriteString("set", entry.Set);
        json.WriteNumber("line", entry.Pair.Line);
        json.WriteString("video", entry.Pair.Video);
        json.WriteString("reason", entry.Pair.Reason);
        if (entry.Pair.IsUsed) json.WriteBoolean("used", true);
    }
}
