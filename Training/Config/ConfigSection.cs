using System.Globalization;
using System.Text.Json;
using Gexia.Models;

namespace Gexia.Training.Config;

/// <summary>
/// One object of a configuration while it is read. Asking for a key gives its value or the default, notes that the key exists with what
/// it means, and notes the value for the resolved configuration: so keys, defaults, the document about them and the resolved file are one
/// list, the reading code itself.
/// </summary>
internal sealed class ConfigSection : IConfigReader
{
    private const int MostProblems = 20, MostNames = 64;

    private readonly ConfigNode node;
    private readonly string path;
    private readonly string? folder;
    private readonly List<(string Key, Action<Utf8JsonWriter, ConfigPaths> Write)> resolved = [];
    private readonly List<ConfigSection> children = [];
    private readonly List<ConfigKey> keys = [];

    /// <param name="node">The object.</param>
    /// <param name="path">Its full key.</param>
    /// <param name="folder">What relative paths in the file count from; null for the working folder, which those of <c>--set</c>
    /// always count from.</param>
    public ConfigSection(ConfigNode node, string path = "", string? folder = null) =>
        (this.node, this.path, this.folder) = (node, path, folder);

    /// <summary>A whole number from least to most; required when there is no default.</summary>
    public long Integer(string key, KeyNote note, long? standard, long least = 0, long most = long.MaxValue)
    {
        Know(
            key, most == long.MaxValue ? $"whole number ≥ {least}" : $"whole number {least} … {most}",
            standard?.ToString(CultureInfo.InvariantCulture), note);
        var value = Find(key, standard) is not { } found ? standard!.Value
            : found.Kind == JsonValueKind.Number && long.TryParse(
                found.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                out var number) && number >= least && number <= most ? number
            : throw Wrong(
                key, found, most == long.MaxValue ? $"a whole number of {least} or more" : $"a whole number from {least} to {most}");
        resolved.Add((key, (json, _) => json.WriteNumber(key, value)));
        return value;
    }

    /// <summary>A whole number of 64 bits.</summary>
    public ulong Bits(string key, KeyNote note, ulong standard)
    {
        Know(key, "whole number ≥ 0", standard.ToString(CultureInfo.InvariantCulture), note);
        var value = Find(key, standard) is not { } found ? standard
            : found.Kind == JsonValueKind.Number && ulong.TryParse(
                found.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw Wrong(key, found, $"a whole number from 0 to {ulong.MaxValue}");
        resolved.Add((key, (json, _) => json.WriteNumber(key, value)));
        return value;
    }

    /// <summary>As <see cref="Integer"/>, for counts that fit 32 bits.</summary>
    public int Count(string key, KeyNote note, int? standard, int least = 0, int most = int.MaxValue) =>
        (int)Integer(key, note, standard, least, most);

    /// <summary>A number from least to most.</summary>
    public double Number(string key, KeyNote note, double? standard, double least = 0, double most = double.MaxValue)
    {
        Know(
            key, most == double.MaxValue ? $"number ≥ {Written(least)}" : $"number {Written(least)} … {Written(most)}",
            standard is { } usual ? Written(usual) : null, note);
        var value = Find(key, standard) is not { } found ? standard!.Value
            : found.Kind == JsonValueKind.Number && double.TryParse(
                found.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw Wrong(
                key,
                found,
                most == double.MaxValue
                    ? FormattableString.Invariant($"a number of {least} or more")
                    : FormattableString.Invariant($"a number from {least} to {most}"));
        resolved.Add((key, (json, _) => json.WriteNumber(key, value)));
        return value;
    }

    /// <summary>Whether a key is given and not null.</summary>
    public bool Has(string key) => node.Members.TryGetValue(key, out var found) && found.Kind != JsonValueKind.Null;

    /// <summary>As <see cref="Integer"/>, or null when it is missing or null.</summary>
    public long? OptionalInteger(string key, KeyNote note, long least = 0)
    {
        if (Has(key)) return Integer(key, note, null, least);
        Know(key, $"whole number ≥ {least} or null", "null", note);
        resolved.Add((key, (json, _) => json.WriteNull(key)));
        return null;
    }

    /// <summary>As <see cref="Number"/>, or null when it is missing or null.</summary>
    public double? OptionalNumber(string key, KeyNote note, double least = 0, double most = double.MaxValue)
    {
        if (Has(key)) return Number(key, note, null, least, most);
        Know(key, $"number {Written(least)} … {Written(most)} or null", "null", note);
        resolved.Add((key, (json, _) => json.WriteNull(key)));
        return null;
    }

    /// <summary>true or false.</summary>
    public bool Flag(string key, KeyNote note, bool? standard)
    {
        Know(key, "true or false", standard is { } word ? word ? "true" : "false" : null, note);
        var value = Find(key, standard) is not { } found ? standard!.Value
            : found.Kind is JsonValueKind.True or JsonValueKind.False ? found.Kind == JsonValueKind.True
            : throw Wrong(key, found, "true or false");
        resolved.Add((key, (json, _) => json.WriteBoolean(key, value)));
        return value;
    }

    /// <summary>Text that must be there.</summary>
    public string Text(string key, KeyNote note)
    {
        Know(key, "text", null, note);
        return Required(key);
    }

    /// <summary>The path of a file or folder that must be there; relative to the working folder, or to the folder that was given.</summary>
    public string Path(string key, KeyNote note)
    {
        Know(key, "path", null, note);
        return Placed(key) ?? Required(key);
    }

    /// <summary>A path, or null when it is missing or null.</summary>
    public string? OptionalPath(string key, KeyNote note)
    {
        Know(key, "path or null", "null", note);
        return Placed(key);
    }

    /// <summary>
    /// The form of what a path leads to, by one of some words. As a path, it is no setting: it says where data lies, not what they are.
    /// </summary>
    public string PathForm(string key, KeyNote note, string standard, IReadOnlyList<string> words)
    {
        Know(key, string.Join(", ", words), standard, note);
        return OneOf(key, words, standard)!;
    }

    /// <summary>As <see cref="PathForm"/>, or null when it is missing or null.</summary>
    public string? OptionalPathForm(string key, KeyNote note, IReadOnlyList<string> words)
    {
        Know(key, $"{string.Join(", ", words)} or null", "null", note);
        return OneOf(key, words, null);
    }

    /// <summary>
    /// How names of files are written, or null when it is missing or null. As <see cref="PathForm"/>, it is no setting.
    /// </summary>
    /// <param name="key">Its name.</param>
    /// <param name="note">What it means.</param>
    /// <param name="check">Throws a <see cref="GexiaException"/> where a text says nothing of the kind.</param>
    public string? OptionalNaming(string key, KeyNote note, Action<string> check)
    {
        Know(key, "text or null", "null", note);
        var value = !node.Members.TryGetValue(key, out var found) || found.Kind == JsonValueKind.Null ? null
            : found.Kind == JsonValueKind.String ? found.Text : throw Wrong(key, found, "text or null");
        try
        {
            if (value is not null) check(value);
        }
        catch (GexiaException error)
        {
            throw new ConfigException($"{Place(key)}: {Full(key)}: {error.Message}");
        }
        resolved.Add((key, (json, paths) =>
        {
            if (paths != ConfigPaths.LeftOut) json.WriteString(key, value);
        }
        ));
        return value;
    }

    private string? OneOf(string key, IReadOnlyList<string> words, string? standard)
    {
        var value = !node.Members.TryGetValue(key, out var found) || (standard is null && found.Kind == JsonValueKind.Null) ? standard
            : found.Kind == JsonValueKind.String && words.Contains(found.Text) ? found.Text
            : throw Wrong(key, found, $"one of {string.Join(", ", words)}");
        resolved.Add((key, (json, paths) =>
        {
            if (paths != ConfigPaths.LeftOut) json.WriteString(key, value);
        }
        ));
        return value;
    }

    private string Required(string key) =>
        Find(key, null) is { Kind: JsonValueKind.String } found ? Note(key, found.Text)! : throw Wrong(key, node.Members[key], "text");

    private string? Placed(string key)
    {
        var given = !node.Members.TryGetValue(key, out var found) || found.Kind == JsonValueKind.Null ? null
            : found.Kind == JsonValueKind.String ? found.Text : throw Wrong(key, found, "text or null");
        var isName = given is { Length: > 0 } && !given.Contains('\0');
        var own = isName && folder is not null && !System.IO.Path.IsPathRooted(given) && !found!.Where.IsOption;
        var place = own ? System.IO.Path.GetFullPath(System.IO.Path.Combine(folder!, given!)) : given;
        resolved.Add((key, (json, paths) =>
        {
            if (paths == ConfigPaths.LeftOut) return;
            var full = isName && (paths == ConfigPaths.Absolute || (paths == ConfigPaths.Kept && !own));
            json.WriteString(key, full ? System.IO.Path.GetFullPath(place!) : given);
        }
        ));
        return place;
    }

    /// <summary>One word of an enumeration, in camelCase.</summary>
    public T Choice<T>(string key, KeyNote note, T? standard) where T : struct, Enum
    {
        var words = Enum.GetNames<T>().Select(CamelCase).ToArray();
        var word = Choice(key, note, words, standard is { } usual ? CamelCase(usual.ToString()) : null);
        return Enum.GetValues<T>()[Array.IndexOf(words, word)];
    }

    /// <summary>
    /// Where to compute, by its name. As a path, it is no setting: a training can be gone on with on another device.
    /// </summary>
    public string Device(string key, KeyNote note, string standard)
    {
        Know(key, DeviceName.Forms, standard, note);
        var value = !node.Members.TryGetValue(key, out var found) ? standard
            : found.Kind == JsonValueKind.String && DeviceName.IsWellFormed(found.Text) ? found.Text
            : throw Wrong(key, found, $"one of {DeviceName.Forms}");
        resolved.Add((key, (json, paths) =>
        {
            if (paths != ConfigPaths.LeftOut) json.WriteString(key, value);
        }
        ));
        return value;
    }

    /// <summary>One word of some.</summary>
    public string Choice(string key, KeyNote note, IReadOnlyList<string> words, string? standard)
    {
        Know(key, string.Join(", ", words), standard, note);
        var word = Find(key, standard) is not { } found ? standard!
            : found.Kind == JsonValueKind.String && words.Contains(found.Text) ? found.Text
            : throw Wrong(key, found, $"one of {string.Join(", ", words)}");
        return Note(key, word)!;
    }

    /// <summary>Text that a parser understands; a number is taken as it is written.</summary>
    public T Parsed<T>(string key, KeyNote note, string? standard, Func<string, T> parse)
    {
        Know(key, "text", standard, note);
        var text = Find(key, standard) is not { } found
            ? standard!
            : found.Kind is JsonValueKind.String or JsonValueKind.Number ? found.Text
            : throw Wrong(key, found, "text");
        try
        {
            var value = parse(text);
            Note(key, text);
            return value;
        }
        catch (FormatException error)
        {
            throw new ConfigException($"{Place(key)}: {Full(key)}: {error.Message}");
        }
    }

    /// <summary>An object; one that is missing has all its defaults.</summary>
    public ConfigSection Section(string key) => Child(key, node.Members.GetValueOrDefault(key) ?? ConfigNode.Empty(node.Where));

    /// <summary>An object, or null when it is missing or null.</summary>
    public ConfigSection? OptionalSection(string key, KeyNote note)
    {
        Know(key, "object or null", "null", note);
        if (node.Members.TryGetValue(key, out var found) && found.Kind != JsonValueKind.Null) return Child(key, found);
        resolved.Add((key, (json, _) => json.WriteNull(key)));
        return null;
    }

    /// <summary>An object whose keys are names: one section for each.</summary>
    public IReadOnlyList<(string Name, ConfigSection Section)> Named(string key, KeyNote note)
    {
        Know(key, "object", null, note);
        var all = Section(key);
        if (all.node.Members.Count > MostNames) throw Error(key, $"names {all.node.Members.Count}; at most {MostNames} are read.");
        return [.. all.node.Members.Select(member => (member.Key, all.Child(member.Key, member.Value)))];
    }

    IConfigReader IConfigReader.Section(string key) => Section(key);

    GexiaException IConfigReader.Error(string key, string problem) => Error(key, problem);

    /// <summary>An error about a value of this section.</summary>
    public ConfigException Error(string key, string problem) => new($"{Place(key)}: {Full(key)} {problem}");

    /// <summary>Reports every key that nobody asked for, here and in all sections below.</summary>
    /// <exception cref="ConfigException">There is one.</exception>
    public void RequireNoOthers()
    {
        Throw(Unknown());
    }

    /// <summary>Reports every key that is none of these, before any of them is read.</summary>
    /// <exception cref="ConfigException">There is one.</exception>
    public void RequireOnly(params IReadOnlyList<string> keys)
    {
        Throw(node.Members.Where(member => !keys.Contains(member.Key)).Select(member => Stranger(member.Key, member.Value, keys)));
    }

    /// <summary>Every key that was asked for, here and then in the sections below.</summary>
    public IEnumerable<ConfigKey> Keys() => keys.Concat(children.SelectMany(child => child.Keys()));

    /// <summary>The section with every default filled in.</summary>
    /// <param name="json">Receives it.</param>
    /// <param name="paths">How paths are written.</param>
    public void WriteTo(Utf8JsonWriter json, ConfigPaths paths)
    {
        json.WriteStartObject();
        foreach (var (_, write) in resolved) write(json, paths);
        json.WriteEndObject();
    }

    private static void Throw(IEnumerable<string> problems)
    {
        var first = problems.Take(MostProblems + 1).ToList();
        if (first.Count > MostProblems) first[MostProblems] = "And more.";
        if (first.Count > 0) throw new ConfigException(string.Join("\n", first));
    }

    private IEnumerable<string> Unknown()
    {
        foreach (var (key, value) in node.Members)
            if (!resolved.Exists(known => known.Key == key))
                yield return Stranger(key, value, resolved.Select(known => known.Key));
        foreach (var child in children)
            foreach (var problem in child.Unknown()) yield return problem;
    }

    private string Stranger(string key, ConfigNode value, IEnumerable<string> known) =>
        $"{value.Where}: {Full(key)} is no key of {(path.Length == 0 ? "the configuration" : path)}; "
        + $"{ConfigKeys.Hint(ConfigNode.Shorten(key), path, [.. known])}";

    private ConfigSection Child(string key, ConfigNode found)
    {
        if (found.Kind != JsonValueKind.Object) throw Wrong(key, found, "an object, { … }");
        var child = new ConfigSection(found, Full(key), folder);
        children.Add(child);
        resolved.Add((key, (json, paths) =>
        {
            json.WritePropertyName(key);
            child.WriteTo(json, paths);
        }
        ));
        return child;
    }

    private ConfigNode? Find(string key, object? standard) =>
        node.Members.TryGetValue(key, out var found) ? found
        : standard is not null ? null
        : throw new ConfigException($"{node.Where}: {Full(key)} is missing and has no default.{Others(key)}");

    private string Others(string key) => node.Members.Count == 0
        ? ""
        : $" There is {string.Join(", ", node.Members.Keys.Take(12).Select(ConfigNode.Shorten))}.{Renamed(key)}";

    // Not where the list of all keys is made: there nothing is missing.
    private string Renamed(string key) =>
        node.Members.Keys.FirstOrDefault(member => ConfigKeys.Means(member, Full(key))) is { } other
            ? $" Its name is {key}, not {ConfigNode.Shorten(other)}."
            : "";

    private static string Written(double number) =>
        number.ToString(number != 0 && Math.Abs(number) < 1e-4 ? "0.###e0" : "0.#######", CultureInfo.InvariantCulture);

    private void Know(string key, string type, string? standard, KeyNote note) =>
        keys.Add(new ConfigKey(Full(key), type, note.Default ?? standard, note));

    private string? Note(string key, string? value)
    {
        resolved.Add((key, (json, _) => json.WriteString(key, value)));
        return value;
    }

    private ConfigException Wrong(string key, ConfigNode found, string wanted) =>
        new($"{found.Where}: {Full(key)} must be {wanted}, but is {found.Shown}.");

    private TextPlace Place(string key) => node.Members.TryGetValue(key, out var found) ? found.Where : node.Where;

    private string Full(string key) =>
        key.Length == 0 ? path : path.Length == 0 ? ConfigNode.Shorten(key) : $"{path}.{ConfigNode.Shorten(key)}";

    private static string CamelCase(string word) => char.ToLowerInvariant(word[0]) + word[1..];
}
