namespace Gexia.Data.Video;

/// <summary>The complaints among the messages of ffmpeg or ffprobe run with <c>-loglevel level+…</c>.</summary>
internal sealed class ToolMessages(string path)
{
    private const int MaxKept = 8;
    private readonly List<string> errors = [];

    /// <summary>Whether anything was wrong.</summary>
    public bool Any => errors.Count > 0;

    /// <summary>The first complaint, which usually is the cause of the others.</summary>
    public string? First => errors.Count > 0 ? errors[0] : null;

    /// <summary>Takes one line, "[module @ address] [level] text" or "[level] text", and keeps it if it is an error.</summary>
    public void Add(string line)
    {
        if (errors.Count == MaxKept) return;
        var (module, level, text) = Split(line);
        // A demuxer reports the packet in which a file breaks off as a mere warning.
        if (level is not ("error" or "fatal" or "panic") && !(level == "warning" && text.Contains("corrupt", StringComparison.OrdinalIgnoreCase))) return;
        if (text.StartsWith("Format not on whitelist", StringComparison.Ordinal))
            text = $"its content is of format {module}, which is not read: only plain media containers and pictures are";
        text = text.Replace("file:" + Path.GetFullPath(path) + ": ", "", StringComparison.Ordinal);
        errors.Add(string.Concat(text.Where(c => !char.IsControl(c))).Trim().TrimEnd('.'));
    }

    /// <summary>The parts of a line; without a module or level these are empty.</summary>
    public static (string Module, string Level, string Text) Split(string line)
    {
        var module = "";
        if (line.StartsWith('[') && line.IndexOf(" @ ", StringComparison.Ordinal) is > 0 and var at && line.IndexOf("] ", StringComparison.Ordinal) is var end && end > at)
        {
            module = line[1..at];
            line = line[(end + 2)..];
        }
        if (!line.StartsWith('[') || line.IndexOf("] ", StringComparison.Ordinal) is not (> 0 and var close)) return (module, "", line);
        return (module, line[1..close], line[(close + 2)..]);
    }
}
