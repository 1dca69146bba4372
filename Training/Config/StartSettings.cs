using System.Globalization;
using System.Text.Json;
using Gexia.Io;
using Gexia.Training.Runs;

namespace Gexia.Training.Config;

/// <summary>
/// What a run that <c>model.start</c> names says of the model and of the tokenizer: where a configuration does not, it takes that over, and
/// where it does, it must say the same. So nobody repeats sizes, and weights never meet another tokenizer than their own.
/// </summary>
/// <remarks>
/// It works on what is written, before it is read: so it knows no kind of model, and a key of one made tomorrow is taken over, too.
/// </remarks>
internal static class StartSettings
{
    private const string Model = "model", Data = "data", Tokenizer = "tokenizer", Folder = "folder", Kind = "kind";

    // They say how the run began and what its training cost, not what the model is.
    private static readonly string[] own = ["start", "startWith", "weights", "checkpoint", "preset"];

    // Taken over where nothing is stated, and free to differ: they say how a model learns and change nothing of it.
    private static readonly string[] free = ["losses"];

    /// <summary>Takes them over.</summary>
    /// <param name="config">What is written; nothing is done where it names no run.</param>
    /// <exception cref="ConfigException">Something is stated that the run has otherwise.</exception>
    /// <exception cref="GexiaException">There is no such run or file.</exception>
    public static void Take(ConfigNode config)
    {
        if (Member(config, Model) is not { Kind: JsonValueKind.Object } model
            || Member(model, "start") is not { Kind: JsonValueKind.String, Text: { Length: > 0 } path } start)
            return;
        if (StartPlace.Of(path).Run is not { } run)
        {
            RequireTokenizer(config, start);
            return;
        }
        var node = ConfigNode.Parse(run.Config, InputFile.ReadAllBytes(run.Config, ConfigNode.LargestFile));
        var towers = Member(model, "startWith") is { Text: "towers" };
        var theirs = Member(node, Model) ?? throw new ConfigException($"{run.Config}: has no section model.");
        if (!towers)
        {
            RequireKind(model, theirs, start);
            foreach (var key in own) theirs.Members.Remove(key);
            TakeOver(model, theirs, Model, path);
        }
        TakeTokenizer(config, node, run, path);
    }

    private static void RequireKind(ConfigNode model, ConfigNode theirs, ConfigNode start)
    {
        if (Member(model, Kind) is not { Kind: JsonValueKind.String } kind || Member(theirs, Kind) is not { } other
            || kind.Text == other.Text)
            return;
        throw new ConfigException(
            $"{start.Where}: model.start is a run of kind {other.Text}, and model.kind is {kind.Text}: they can share the towers alone. "
            + "Leave model.kind out to take the run's, or say so with model.startWith=towers.");
    }

    private static void TakeTokenizer(ConfigNode config, ConfigNode run, RunFolder folder, string path)
    {
        if (Member(run, Data) is not { } data || Member(data, Tokenizer) is not { } theirs) return;
        var mine = Child(Child(config, Data), Tokenizer);
        if (Member(theirs, Folder) is { Kind: JsonValueKind.String } ready)
            theirs.Members[Folder] = ConfigNode.OfText(Path.GetFullPath(Path.Combine(folder.Root, ready.Text)), ready.Where);
        if (Member(mine, Folder) is { Kind: JsonValueKind.String } stated)
            mine.Members[Folder] = ConfigNode.OfText(Path.GetFullPath(stated.Text), stated.Where);
        TakeOver(mine, theirs, $"{Data}.{Tokenizer}", path);
    }

    private static void RequireTokenizer(ConfigNode config, ConfigNode start)
    {
        if (Member(config, Data) is { } data && Member(data, Tokenizer) is { } tokenizer
            && Member(tokenizer, Folder) is { Kind: JsonValueKind.String })
            return;
        throw new ConfigException(
            $"{start.Where}: model.start is a file of weights, which were trained with the ids of one tokenizer: name its folder with "
            + "data.tokenizer.kind=folder and data.tokenizer.folder.");
    }

    private static void TakeOver(ConfigNode mine, ConfigNode theirs, string path, string run, bool isFree = false)
    {
        foreach (var (key, value) in theirs.Members)
        {
            if (!mine.Members.TryGetValue(key, out var stated)) mine.Members.Add(key, value);
            else if (stated.Kind == JsonValueKind.Object && value.Kind == JsonValueKind.Object)
                TakeOver(stated, value, $"{path}.{key}", run, isFree || free.Contains(key));
            else if (!isFree && !Agree(stated, value))
            {
                throw new ConfigException(
                    $"{stated.Where}: {path}.{key} is {stated.Shown}, but the run that model.start names, {run}, has {value.Shown}. "
                    + "Leave it out to take the run's.");
            }
        }
    }

    private static bool Agree(ConfigNode a, ConfigNode b) =>
        a.Kind == b.Kind && (a.Kind == JsonValueKind.Number ? Number(a) == Number(b) : a.Text == b.Text);

    private static double Number(ConfigNode node) => double.Parse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static ConfigNode? Member(ConfigNode node, string key) => node.Members.GetValueOrDefault(key);

    private static ConfigNode Child(ConfigNode node, string key)
    {
        if (Member(node, key) is { } child) return child;
        return node.Members[key] = ConfigNode.Empty(node.Where);
    }
}
