using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gexia.Data.Video;

namespace Gexia.Data.Loading;

/// <summary>What training does with a video that cannot be read.</summary>
public enum BadVideoPolicy
{
    /// <summary>Leave its pairs out and write it down.</summary>
    Skip,
    /// <summary>Stop with its reason.</summary>
    Fail,
}

/// <summary>The videos that could not be read so far, each with its reason; optionally in a JSON Lines file: <c>{"video":…,"reason":…}</c>.</summary>
/// <remarks>
/// Each video is written once. A list that is opened again knows the videos it holds, so a resumed training leaves out at once what
/// the interrupted one left out. Thread-safe.
/// </remarks>
public sealed class BadVideos : IDisposable
{
    private const int LongestLine = 1 << 20;
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> reasons = new(StringComparer.Ordinal);
    private readonly FileStream? file;

    /// <summary>A list in memory.</summary>
    public BadVideos(BadVideoPolicy policy) => Policy = policy;

    private BadVideos(BadVideoPolicy policy, FileStream file) : this(policy) => this.file = file;

    /// <summary>A list in a file that is read first when it exists; a last line that a killed process left unfinished is cut off.</summary>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    /// <exception cref="GexiaException">A line is not what this class writes.</exception>
    public static BadVideos Open(string path, BadVideoPolicy policy)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var list = new BadVideos(policy, file);
        try
        {
            list.ReadBack(path);
            return list;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What happens when a video is bad.</summary>
    public BadVideoPolicy Policy { get; }

    /// <summary>Videos and reasons, in the order of the names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> All
    {
        get
        {
            lock (gate) return [.. reasons.OrderBy(pair => pair.Key, StringComparer.Ordinal)];
        }
    }

    /// <summary>Whether a video is known to be bad.</summary>
    public bool Contains(string video)
    {
        lock (gate) return reasons.ContainsKey(video);
    }

    /// <summary>Notes a bad video, or stops.</summary>
    /// <param name="video">The name that pairs use.</param>
    /// <param name="error">Why it cannot be read.</param>
    /// <exception cref="VideoException">The policy is to fail, or the fault is not the video's but a missing program's.</exception>
    public void Report(string video, VideoException error)
    {
        if (Policy == BadVideoPolicy.Fail || error.Failure == VideoFailure.ToolMissing)
            throw new VideoException(error.File, error.Failure, error.Reason, error);
        lock (gate)
        {
            if (!reasons.TryAdd(video, error.Reason) || file is null) return;
            using var line = new MemoryStream();
            using (var json = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                json.WriteStartObject();
                json.WriteString("video", video);
                json.WriteString("reason", error.Reason);
                json.WriteEndObject();
            }
            line.WriteByte((byte)'\n');
            file.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
            file.Flush();
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => file?.Dispose();

    private void ReadBack(string path)
    {
        var bytes = new byte[checked((int)file!.Length)];
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
                reasons[entry.RootElement.GetProperty("video").GetString()!] = entry.RootElement.GetProperty("reason").GetString()!;
            }
            catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new GexiaException($"{path}: line {number} is not {{\"video\":…,\"reason\":…}}: {error.Message} Delete the file to begin a new list.", error);
            }
        }
    }
}
