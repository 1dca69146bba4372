using System.Text.Json;
using Gexia.Data.Video;

namespace Gexia.Data.Loading;

/// <summary>What training does with a video that cannot be read, and with a pair that cannot be used.</summary>
public enum BadVideoPolicy
{
    /// <summary>Leave its pairs out and write it down.</summary>
    Skip,
    /// <summary>Stop with its reason.</summary>
    Fail,
}

/// <summary>
/// The videos that could not be read, or only in part, so far, each with its reason; optionally in a JSON Lines file:
/// <c>{"video":…,"reason":…}</c>, with <c>"partial":true</c> where what was decoded is used.
/// </summary>
/// <remarks>
/// Each video is written once. A list that is opened again knows the videos it holds, so a resumed training leaves out at once what
/// the interrupted one left out. Only what lies in the file itself is such a fact: a failure that may pass
/// (<see cref="VideoException.MayPass"/>) is written with <c>"passing":true</c>, holds as long as the list is open, and is tried again when
/// it is opened anew. Thread-safe.
/// </remarks>
public sealed class BadVideos : IDisposable
{
    /// <param name="Reason">Why the video cannot be read.</param>
    /// <param name="IsPartial">Whether what was decoded is used.</param>
    /// <param name="IsPassing">Whether the reason lies around the file, not in it.</param>
    /// <param name="IsFormer">Whether it was noted before the list was opened.</param>
    private readonly record struct Entry(string Reason, bool IsPartial, bool IsPassing = false, bool IsFormer = false)
    {
        public bool IsToBeTried => IsPassing && IsFormer;
    }

    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private ListFile? file;

    /// <summary>A list in memory.</summary>
    public BadVideos(BadVideoPolicy policy) => Policy = policy;

    /// <summary>A list in a file that is read first when it exists; a last line that a killed process left unfinished is cut off.</summary>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    /// <exception cref="GexiaException">A line is not what this class writes.</exception>
    public static BadVideos Open(string path, BadVideoPolicy policy)
    {
        var list = new BadVideos(policy);
        list.file = ListFile.Open(path, "{\"video\":…,\"reason\":…}", entry => list.entries[entry.GetProperty("video").GetString()!] =
            new(entry.GetProperty("reason").GetString()!, IsTrue(entry, "partial"), IsTrue(entry, "passing"), IsFormer: true));
        return list;

        static bool IsTrue(JsonElement entry, string name) => entry.TryGetProperty(name, out var flag) && flag.GetBoolean();
    }

    /// <summary>What happens when a video is bad.</summary>
    public BadVideoPolicy Policy { get; }

    /// <summary>Videos that cannot be read and their reasons, in the order of the names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> All => Listed(partial: false);

    /// <summary>Videos of which only a part can be decoded and their reasons, in the order of the names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Partial => Listed(partial: true);

    /// <summary>Whether a video is known not to be readable.</summary>
    public bool Contains(string video)
    {
        lock (gate) return entries.TryGetValue(video, out var entry) && !entry.IsPartial && !entry.IsToBeTried;
    }

    /// <summary>Notes that a video was read: a failure of an earlier time has passed.</summary>
    /// <param name="video">The name that pairs use.</param>
    public void WasRead(string video)
    {
        lock (gate)
            if (entries.TryGetValue(video, out var entry) && entry.IsToBeTried) entries.Remove(video);
    }

    /// <summary>Notes a bad video, or stops.</summary>
    /// <param name="video">The name that pairs use.</param>
    /// <param name="error">Why it cannot be read.</param>
    /// <exception cref="VideoException">The policy is to fail, or the fault is not the video's but a missing program's.</exception>
    public void Report(string video, VideoException error)
    {
        if (Policy == BadVideoPolicy.Fail || error.Failure == VideoFailure.ToolMissing)
            throw new VideoException(error.File, error.Failure, error.Reason, error);
        Add(video, new Entry(error.Reason, IsPartial: false, error.MayPass));
    }

    /// <summary>Notes a file that cannot be read, whatever the policy.</summary>
    /// <param name="video">Its name.</param>
    /// <param name="reason">Why, without the name.</param>
    public void Note(string video, string reason) => Add(video, new Entry(reason, IsPartial: false));

    /// <summary>Notes a video of which only a part can be decoded, or stops. It stays in use.</summary>
    /// <param name="video">The name that pairs use.</param>
    /// <param name="warning">What is missing.</param>
    /// <exception cref="VideoException">The policy is to fail.</exception>
    public void ReportPart(string video, string warning)
    {
        if (Policy == BadVideoPolicy.Fail) throw new VideoException(video, VideoFailure.Undecodable, warning);
        Add(video, new Entry(warning, IsPartial: true));
    }

    /// <summary>
    /// Puts the file in the order of the names, so that its bytes depend on what is bad alone; nothing is added to it afterwards.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Complete()
    {
        lock (gate) file?.Complete(Lines());
    }

    /// <summary>Writes the list into a file of its own; an empty list leaves no file.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path)
    {
        lock (gate) ListFile.Write(path, Lines());
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => file?.Dispose();

    private KeyValuePair<string, string>[] Listed(bool partial)
    {
        lock (gate)
            return
            [
                .. from pair in InOrder() where pair.Value.IsPartial == partial select KeyValuePair.Create(pair.Key, pair.Value.Reason)
            ];
    }

    private void Add(string video, Entry entry)
    {
        lock (gate)
        {
            var isKnown = entries.TryGetValue(video, out var known);
            if (isKnown && !known.IsToBeTried) return;
            entries[video] = entry;
            // of two lines the later counts
            if (!isKnown || known with { IsFormer = false } != entry) file?.Add(json => Write(json, video, entry));
        }
    }

    private IEnumerable<Action<Utf8JsonWriter>> Lines() => InOrder().Select(Line);

    private static Action<Utf8JsonWriter> Line(KeyValuePair<string, Entry> pair) => json => Write(json, pair.Key, pair.Value);

    private IOrderedEnumerable<KeyValuePair<string, Entry>> InOrder() => entries.OrderBy(pair => pair.Key, StringComparer.Ordinal);

    private static void Write(Utf8JsonWriter json, string video, Entry entry)
    {
        json.WriteString("video", video);
        json.WriteString("reason", entry.Reason);
        if (entry.IsPartial) json.WriteBoolean("partial", true);
        if (entry.IsPassing) json.WriteBoolean("passing", true);
    }
}
