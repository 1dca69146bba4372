using System.Globalization;
using System.Text;
using Gexia.Io;

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

    /// <summary>The weights of a model that was not trained, where only the head of a task was.</summary>
    public string Frozen => Path.Combine(Root, "model.safetensors");

    /// <summary>The file that holds the weights of the model, those of a head perhaps among them.</summary>
    internal string ModelWeights => File.Exists(Frozen) ? Frozen : Last;

    /// <summary>Features of videos by a model that is not trained, a file a video.</summary>
    public string Features => Path.Combine(Root, "features");

    /// <summary>What a model scored on the test items of a task before it was trained.</summary>
    internal string ZeroShot => Path.Combine(Root, "zero_shot.safetensors");

    /// <summary>How the figures of the run were measured.</summary>
    public string Protocol => Path.Combine(Root, "protocol.json");

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

    /// <summary>The lock of whoever trains here, see <see cref="TakeLock"/>.</summary>
    public string LockFile => Path.Combine(Root, "run.lock");

    /// <summary>Resumable states.</summary>
    public string Checkpoints => Path.Combine(Root, "checkpoints");

    /// <summary>The state after a number of steps.</summary>
    public string Checkpoint(long step) =>
        Path.Combine(Checkpoints, string.Create(CultureInfo.InvariantCulture, $"step-{step:D9}.safetensors"));

    /// <summary>Steps with a checkpoint, oldest first.</summary>
    public IReadOnlyList<long> SavedSteps() => !Directory.Exists(Checkpoints) ? [] :
        [.. Directory.EnumerateFiles(Checkpoints, "step-*.safetensors")
            .Select(path => Path.GetFileNameWithoutExtension(path)["step-".Length..])
            .Where(digits => digits.Length >= 9 && digits.All(char.IsAsciiDigit) && digits.Length <= 18)
            .Select(digits => long.Parse(digits, CultureInfo.InvariantCulture)).Order()];

    /// <summary>Whether there is a state to go on from.</summary>
    public bool HasCheckpoint => SavedSteps().Count > 0;

    /// <summary>Whether there are trained weights here, which a new training would replace.</summary>
    public bool HoldsRun => File.Exists(Last) || HasCheckpoint;

    /// <summary>Whether a training was begun here, be it only that it took the lock and was killed.</summary>
    public bool WasBegun => HoldsRun || File.Exists(Config) || File.Exists(LockFile);

    /// <summary>Takes the right to write here, of which there is one, and clears away what killed writers left half written.</summary>
    /// <exception cref="GexiaException">Another process trains here; the message names it.</exception>
    public FileLock TakeLock()
    {
        var taken = FileLock.Take(LockFile, Root);
        AtomicFile.Sweep(Root);
        AtomicFile.Sweep(Checkpoints);
        return taken;
    }

    /// <summary>Keeps a configuration, unless it is there already.</summary>
    /// <param name="config">JSON.</param>
    internal void SaveConfig(string config)
    {
        var bytes = Encoding.UTF8.GetBytes(config + "\n");
        if (InputFile.Problem(Config) is null
            && new FileInfo(Config).Length == bytes.Length && InputFile.ReadAllBytes(Config, bytes.Length).AsSpan().SequenceEqual(bytes))
        {
            return;
        }
        AtomicFile.Write(Config, stream => stream.Write(bytes));
    }
}
