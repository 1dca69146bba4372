using System.Text.Json;

namespace Gexia.Training.Config;

/// <summary>A value of a configuration and where it was written.</summary>
internal sealed class ConfigNode
{
    internal const int LargestFile = 4 << 20;
    private const int DeepestNesting = 32;

    private ConfigNode(JsonValueKind kind, string where) => (Kind, Where) = (kind, where);

    /// <summary>What it is.</summary>
    public JsonValueKind Kind { get; private set; }

    /// <summary>As <c>clips.json:12:5</c> or <c>--set training.steps=5</c>.</summary>
    public string Where { get; private set; }

    /// <summary>The letters of a string, or the digits of a number as written.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The members of an object, in their order.</summary>
    public Dictionary<string, ConfigNode> Members { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>The value as a message shows it.</summary>
    public string Shown => Kind switch
    {
        JsonValueKind.String => $"\"{Shorten(Text)}\"",
        JsonValueKind.Number => Shorten(Text),
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    /// <summary>An object without members.</summary>
    public static ConfigNode Empty(string where) => new(JsonValueKind.Object, where);

    /// <summary>Reads JSON with comments and trailing commas; it must be an object.</summary>
    /// <exception cref="ConfigException">It is not JSON, not an object, or has a key twice.</exception>
    public static ConfigNode Parse(string name, ReadOnlySpan<byte> json)
    {
        if (json.Length > LargestFile) throw new ConfigException($"{name}: a configuration of {json.Length:N0} bytes; at most {LargestFile:N0} are read.");
        if (json.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) json = json[3..];
        var node = ParseValue(name, json, name);
        return node.Kind == JsonValueKind.Object ? node : throw new ConfigException($"{node.Where}: a configuration is an object, {{ … }}, but this is {node.Shown}.");
    }

    /// <summary>Changes the value at a path as <c>--set path=value</c> does. The value is JSON where it can be, else text.</summary>
    /// <exception cref="ConfigException">There is no '=', or the path leads through a value that is no object.</exception>
    public void Set(string assignment)
    {
        var where = $"--set {assignment}";
        var equals = assignment.IndexOf('=');
        var keys = equals < 0 ? [] : assignment[..equals].Split('.');
        if (keys.Length == 0 || keys.Any(key => key.Length == 0)) throw new ConfigException($"{where}: write it as --set section.key=value.");
        var node = this;
        foreach (var key in keys[..^1])
        {
            if (!node.Members.TryGetValue(key, out var next)) node.Members[key] = next = Empty(where);
            if (next.Kind == JsonValueKind.Null) node.Members[key] = next = Empty(where);
            if (next.Kind != JsonValueKind.Object) throw new ConfigException($"{where}: {key} is {next.Shown} at {next.Where}, so it has no keys.");
            node = next;
        }
        node.Members[keys[^1]] = ParseOverride(assignment[(equals + 1)..], where);
    }

    private static ConfigNode ParseOverride(string value, string where)
    {
        try
        {
            var node = ParseValue("", System.Text.Encoding.UTF8.GetBytes(value), where);
            node.MoveTo(where);
            return node;
        }
        catch (ConfigException)
        {
            return new ConfigNode(JsonValueKind.String, where) { Text = value };
        }
    }

    private void MoveTo(string where)
    {
        Where = where;
        foreach (var member in Members.Values) member.MoveTo(where);
    }

    private static ConfigNode ParseValue(string name, ReadOnlySpan<byte> json, string whole)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = DeepestNesting });
        try
        {
            if (!reader.Read()) throw new ConfigException($"{whole}: is empty.");
            var node = Read(ref reader, name, json);
            while (reader.Read()) { } // only white space and comments may follow
            return node;
        }
        catch (JsonException error)
        {
            throw new ConfigException($"{name}:{error.LineNumber + 1}:{error.BytePositionInLine + 1}: is not valid JSON: {error.Message.Split(" LineNumber:")[0]}");
        }
        catch (InvalidOperationException)
        {
            throw new ConfigException($"{Place(name, json, reader.TokenStartIndex)}: is not valid UTF-8.");
        }
    }

    private static ConfigNode Read(ref Utf8JsonReader reader, string name, ReadOnlySpan<byte> json)
    {
        var where = Place(name, json, reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var node = Empty(where);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var (key, place) = (reader.GetString()!, Place(name, json, reader.TokenStartIndex));
                    reader.Read();
                    if (!node.Members.TryAdd(key, Read(ref reader, name, json))) throw new ConfigException($"{place}: '{Shorten(key)}' is given twice.");
                }
                return node;
            case JsonTokenType.StartArray:
                // No key of the configuration takes a list; it is kept only to be refused by its name.
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) reader.Skip();
                return new ConfigNode(JsonValueKind.Array, where);
            case JsonTokenType.String: return new ConfigNode(JsonValueKind.String, where) { Text = reader.GetString()! };
            case JsonTokenType.Number: return new ConfigNode(JsonValueKind.Number, where) { Text = System.Text.Encoding.UTF8.GetString(reader.ValueSpan) };
            case JsonTokenType.True: return new ConfigNode(JsonValueKind.True, where);
            case JsonTokenType.False: return new ConfigNode(JsonValueKind.False, where);
            default: return new ConfigNode(JsonValueKind.Null, where);
        }
    }

    private static string Place(string name, ReadOnlySpan<byte> json, long index)
    {
        var before = json[..(int)Math.Min(index, json.Length)];
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}:{before.Count((byte)'\n') + 1}:{before.Length - before.LastIndexOf((byte)'\n')}");
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : $"{text[..77]}...";
}
