using System.Globalization;

namespace Gexia.Training;

/// <summary>Where the files of one training lie.</summary>
/// <param name="Root">The folder; made when missing.</param>
public sealed record RunFolder(string Root)
{
    /// <summary>The fully resolved configuration.</summary>
    public string Config => Path.Combine(Root, "config.json");

    /// <summary>What happened, step by step; nothing in it depends on the clock.</summary>
    public string Log => Path.Combine(Root, "log.jsonl");

    /// <summary>How long it took, step by step.</summary>
    public string Timing => Path.Combine(Root, "timing.jsonl");

    /// <summary>The newest weights.</summary>
    public string Last => Path.Combine(Root, "last.safetensors");

    /// <summary>The weights with the best score; the newest when no rule says what is best.</summary>
    public string Best => Path.Combine(Root, "best.safetensors");

    /// <summary>The tokenizer's files, when the run made its own.</summary>
    public string Tokenizer => Path.Combine(Root, "tokenizer");

    /// <summary>What came out, for people.</summary>
    public string Report => Path.Combine(Root, "report.html");

    /// <summary>Videos that could not be read, or only in part.</summary>
    public string BadVideos => Path.Combine(Root, "bad_videos.jsonl");

    /// <summary>Pairs that could not be used as their file gives them.</summary>
    public string BadPairs => Path.Combine(Root, "bad_pairs.jsonl");

    /// <summary>The same two lists of the last evaluation of the finished run.</summary>
    public RunFolder Evaluation => new(Path.Combine(Root, "eval"));

    /// <summary>Resumable states.</summary>
    public string Checkpoints => Path.Combine(Root, "checkpoints");

    /// <summary>The state after a number of steps.</summary>
    public string Checkpoint(long step) => Path.Combine(Checkpoints, string.Create(CultureInfo.InvariantCulture, $"step-{step:D9}.safetensors"));

    /// <summary>Steps with a checkpoint, oldest first.</summary>
    public IReadOnlyList<long> SavedSteps() => !Directory.Exists(Checkpoints) ? [] :
        [.. Directory.EnumerateFiles(Checkpoints, "step-*.safetensors")
            .Select(path => Path.GetFileNameWithoutExtension(path)["step-".Length..])
            .Where(digits => digits.Length >= 9 && digits.All(char.IsAsciiDigit) && digits.Length <= 18)
            .Select(digits => long.Parse(digits, CultureInfo.InvariantCulture)).Order()];

    /// <summary>Whether a training was begun here.</summary>
    public bool HoldsRun => File.Exists(Log) || File.Exists(Last) || SavedSteps().Count > 0;
}
