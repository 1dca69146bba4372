using Gexia.Io;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gexia.Models;
using Gexia.Training.Tasks;

namespace Gexia.Training.Config;

/// <summary>
/// Everything that decides a training: read from JSON with comments, changed by <c>--set</c>, saved with every default filled in.
/// </summary>
public sealed record RunConfig
{
    /// <summary>Where all random numbers come from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Where it computes, see <see cref="DeviceName"/>. It is no setting: a training can be gone on with elsewhere.</summary>
    public required string Device { get; init; }

    /// <summary>What is trained.</summary>
    public required ModelConfig Model { get; init; }

    /// <summary>What is learned beside or instead of retrieval; null for retrieval.</summary>
    internal TaskConfig? Task { get; init; }

    /// <summary>What it is trained on.</summary>
    public required DataConfig Data { get; init; }

    /// <summary>How.</summary>
    public required TrainingConfig Training { get; init; }

    /// <summary>How it is measured.</summary>
    public required EvalConfig Eval { get; init; }

    /// <summary>This configuration as JSON, with every default filled in. Reading it again gives the same.</summary>
    public required string Resolved { get; init; }

    /// <summary>
    /// As <see cref="Resolved"/> as a run keeps it, which can be gone on with from any folder: paths are absolute, but for those that
    /// count from the run's own folder.
    /// </summary>
    public required string Placed { get; init; }

    /// <summary>As <see cref="Placed"/> with every path absolute: what a copy of the run in another folder keeps.</summary>
    internal string Elsewhere { get; private init; } = "";

    /// <summary>As <see cref="Resolved"/> without paths: what decides the result, wherever the files lie; checkpoints keep it.</summary>
    public required string Settings { get; init; }

    /// <summary>What it was read from, so that it can be read again with another setting.</summary>
    private Origin? Written { get; init; }

    private sealed record Origin(string? Folder, string Name, byte[] Json, IReadOnlyList<string> Overrides);

    /// <summary>The same with a number of steps in place of epochs.</summary>
    internal RunConfig WithSteps(long steps) => ParseFrom(
        Written!.Folder, Written.Name, Written.Json,
        [.. Written.Overrides, $"training.steps={steps.ToString(CultureInfo.InvariantCulture)}"]);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">As <c>training.steps=600</c>, in order.</param>
    /// <exception cref="ConfigException">Something in it cannot be used; unknown keys are named with the nearest known one.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RunConfig Open(string path, params IEnumerable<string> overrides) =>
        Parse(Path.GetFileName(path), InputFile.ReadAllBytes(path, ConfigNode.LargestFile), overrides);

    /// <summary>
    /// Reads the configuration that a run keeps. Relative paths in it count from the run's folder, so a folder of runs and
    /// data can be moved as one.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="overrides">As <c>training.steps=600</c>, in order; their paths count from the working folder.</param>
    /// <exception cref="ConfigException">Something in it cannot be used.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RunConfig Open(RunFolder run, params IEnumerable<string> overrides) =>
        ParseFrom(run.Root, Path.GetFileName(run.Config), InputFile.ReadAllBytes(run.Config, ConfigNode.LargestFile), overrides);

    /// <summary>Reads JSON.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="json">UTF-8.</param>
    /// <param name="overrides">As <c>training.steps=600</c>, in order.</param>
    /// <exception cref="ConfigException">Something in it cannot be used.</exception>
    public static RunConfig Parse(string name, ReadOnlySpan<byte> json, params IEnumerable<string> overrides) =>
        ParseFrom(null, name, json, overrides);

    /// <summary>As a run in <paramref name="folder"/> keeps it: see <see cref="Open(RunFolder, IEnumerable{string})"/>.</summary>
    internal static RunConfig ParseFrom(string? folder, string name, ReadOnlySpan<byte> json, IEnumerable<string> overrides)
    {
        var node = ConfigNode.Parse(name, json);
        IReadOnlyList<string> changes = [.. overrides];
        foreach (var assignment in changes) Set(node, assignment);
        PresetSettings.Take(node);
        if (folder is null) StartSettings.Take(node);
        var root = new ConfigSection(node, folder: folder);
        var config = ReadSections(root);
        root.RequireNoOthers();
        return config with
        {
            Resolved = Write(root, ConfigPaths.AsGiven),
            Placed = Write(root, ConfigPaths.Kept),
            Elsewhere = Write(root, ConfigPaths.Absolute),
            Settings = Write(root, ConfigPaths.LeftOut),
            Written = new Origin(folder, name, json.ToArray(), changes),
        };
    }

    // The length of a training is stated in one of two ways; a change to one of them takes the place of the other.
    private static void Set(ConfigNode node, string assignment)
    {
        const string Training = "training", Steps = "steps", Epochs = "epochs";
        node.Set(assignment);
        if (!node.Members.TryGetValue(Training, out var training)) return;
        foreach (var (key, other) in new[] { (Steps, Epochs), (Epochs, Steps) })
            if (assignment.StartsWith($"{Training}.{key}=", StringComparison.Ordinal)
                && training.Members[key].Kind != JsonValueKind.Null)
                training.Members.Remove(other);
    }

    /// <summary>The keys that are asked for when a configuration is read.</summary>
    internal static IReadOnlyList<ConfigKey> KeysOf(ReadOnlySpan<byte> json)
    {
        var root = new ConfigSection(ConfigNode.Parse("keys", json));
        ReadSections(root);
        return [.. root.Keys()];
    }

    private static RunConfig ReadSections(ConfigSection root)
    {
        try
        {
            var seed = root.Bits(
                "seed",
                new(
                    "Where all random numbers come from; one seed gives the same bits whatever the number of threads.", "ours",
                    "random_seed", "manual_seed"),
                0);
            var device = root.Device(
                "device",
                new(
                    "Where to compute: the processor, a GPU, or auto for the first GPU there is; --device says otherwise.", "ours",
                    "gpu", "accelerator", "backend"),
                DeviceName.Cpu);
            var model = ModelConfig.Read(root.Section("model"));
            var note = new KeyNote("A task on data with labels; null trains and measures retrieval on pairs.", "ours", "downstream");
            var task = root.OptionalSection("task", note) is { } section ? TaskConfig.Read(section, model.Kind) : null;
            var data = DataConfig.Read(root.Section("data"), task);
            return new RunConfig
            {
                Seed = seed,
                Device = device,
                Model = model,
                Task = task,
                Data = data,
                Training = TrainingConfig.Read(root.Section("training"), model, data, task),
                Eval = EvalConfig.Read(root.Section("eval"), task),
                Resolved = "",
                Placed = "",
                Settings = "",
            };
        }
        catch (ConfigException)
        {
            // A misspelt section shows as the keys that the right one lacks: its name is the better message.
            root.RequireOnly("seed", "device", "model", "task", "data", "training", "eval");
            throw;
        }
    }

    private static string Write(ConfigSection root, ConfigPaths paths)
    {
        using var stream = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(
                stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            root.WriteTo(json, paths);
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
