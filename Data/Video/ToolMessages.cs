namespace Gexia.Data.Video;

/// <summary>Packets that a demuxer holds to be damaged.</summary>
/// <param name="Count">How many of them went to the decoder; the program says so once for each.</param>
/// <param name="First">What the demuxer, which may say so more than once, said first; null when there was none.</param>
internal readonly record struct DamagedPackets(int Count, string? First);

/// <summary>The complaints among the messages of ffmpeg or ffprobe run with <c>-loglevel level+…</c>.</summary>
internal sealed class ToolMessages(string path)
{
    private const int MaxKept = 8;
    private readonly List<string> errors = [];

    /// <summary>Whether anything was wrong.</summary>
    public bool Any => errors.Count > 0;

    /// <summary>The first complaint, which usually is the cause of the others.</summary>
    public string? First => errors.Count > 0 ? errors[0] : null;

    /// <summary>
    /// Damaged packets, which a demuxer reports as mere warnings: where a file breaks off, but also where two were joined.
    /// </summary>
    public DamagedPackets Damage { get; private set; }

    /// <summary>Takes one line, "[module @ address] [level] text" or "[level] text", and keeps it if it is an error.</summary>
    public void Add(string line)
    {
        var (module, level, text) = Split(line);
        var damage = level == "warning" && text.Contains("corrupt", StringComparison.OrdinalIgnoreCase);
        if (damage)
        {
            Damage = new(
                Damage.Count + (text.Contains("corrupt input packet", StringComparison.Ordinal) ? 1 : 0), Damage.First ?? Plain(text));
        }
        if (level is not ("error" or "fatal" or "panic") || errors.Count == MaxKept) return;
        if (text.StartsWith("Format not on whitelist", StringComparison.Ordinal))
            text = $"its content is of format {module}, which is not read: only plain media containers and pictures are";
        errors.Add(Plain(text));
    }

    private string Plain(string text)
    {
        text = text.Replace("file:" + Path.GetFullPath(path) + ": ", "", StringComparison.Ordinal);
        return string.Concat(text.Where(c => !char.IsControl(c))).Trim().TrimEnd('.');
    }

    /// <summary>The parts of a line; without a module or level these are empty.</summary>
    public static (string Module, string Level, string Text) Split(string line)
    {
        var module = "";
        if (line.StartsWith('[')
            && line.IndexOf(" @ ", StringComparison.Ordinal) is > 0 and var at && line.IndexOf("] ", StringComparison.Ordinal) is var end
            && end > at)
        {
            module = line[1..at];
            line = line[(end + 2)..];
        }
        if (!line.StartsWith('[') || line.IndexOf("] ", StringComparison.Ordinal) is not (> 0 and var close)) return (module, "", line);
        return (module, line[1..close], line[(close + 2)..]);
    }
}
