using System.Text;
using System.Text.Json;
using Gexia.Io;

namespace Gexia.Training.Config;

/// <summary>A value of a configuration and where it was written.</summary>
internal sealed class ConfigNode
{
    internal const int LargestFile = 4 << 20;
    private const int DeepestNesting = 32;

    private Dictionary<string, ConfigNode>? members;

    private ConfigNode(JsonValueKind kind, TextPlace where) => (Kind, Where) = (kind, where);

    /// <summary>What it is.</summary>
    public JsonValueKind Kind { get; }

    /// <summary>Where it stands.</summary>
    public TextPlace Where { get; private set; }

    /// <summary>The letters of a string, or the digits of a number as written.</summary>
    public string Text { get; private init; } = "";

    /// <summary>The members of an object, in their order.</summary>
    public Dictionary<string, ConfigNode> Members => members ??= new(StringComparer.Ordinal);

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
    public static ConfigNode Empty(TextPlace where) => new(JsonValueKind.Object, where);

    /// <summary>A string.</summary>
    public static ConfigNode OfText(string text, TextPlace where) => new(JsonValueKind.String, where) { Text = text };

    /// <summary>Reads JSON with comments and trailing commas; it must be an object.</summary>
    /// <exception cref="ConfigException">It is not JSON, not an object, or has a key twice.</exception>
    public static ConfigNode Parse(string name, ReadOnlySpan<byte> json)
    {
        if (json.Length > LargestFile)
            throw new ConfigException($"{name}: a configuration of {json.Length:N0} bytes; at most {LargestFile:N0} are read.");
        var node = ParseValue(name, json[ByteOrderMark.Length(json, name)..], name);
        return node.Kind == JsonValueKind.Object
            ? node
            : throw new ConfigException($"{node.Where}: a configuration is an object, {{ … }}, but this is {node.Shown}.");
    }

    /// <summary>Changes the value at a path as <c>--set path=value</c> does. The value is JSON where it can be, else text.</summary>
    /// <exception cref="ConfigException">There is no '=', or the path is too deep or leads through a value that is no object.</exception>
    public void Set(string assignment)
    {
        var where = new TextPlace($"--set {Shorten(assignment)}");
        var equals = assignment.IndexOf('=');
        var keys = equals < 0 ? [] : assignment[..equals].Split('.');
        if (keys.Length == 0 || keys.Any(key => key.Length == 0))
            throw new ConfigException($"{where}: write it as --set section.key=value.");
        if (keys.Length > DeepestNesting)
            throw new ConfigException($"{where}: leads {keys.Length} keys deep; at most {DeepestNesting} are read.");
        var node = this;
        foreach (var key in keys[..^1])
        {
            if (!node.Members.TryGetValue(key, out var next)) node.Members[key] = next = Empty(where);
            if (next.Kind == JsonValueKind.Null) node.Members[key] = next = Empty(where);
            if (next.Kind != JsonValueKind.Object)
                throw new ConfigException($"{where}: {Shorten(key)} is {next.Shown} at {next.Where}, so it has no keys.");
            node = next;
        }
        node.Members[keys[^1]] = ParseOverride(assignment[(equals + 1)..], where);
    }

    private static ConfigNode ParseOverride(string value, TextPlace where)
    {
        try
        {
            var node = ParseValue("", Encoding.UTF8.GetBytes(value), where.Name);
            node.MoveTo(where);
            return node;
        }
        catch (ConfigException)
        {
            return new ConfigNode(JsonValueKind.String, where) { Text = value };
        }
    }

    private void MoveTo(TextPlace where)
    {
        Where = where;
        if (members is not null) foreach (var member in members.Values) member.MoveTo(where);
    }

    private static ConfigNode ParseValue(string name, ReadOnlySpan<byte> json, string whole)
    {
        var reader = new Utf8JsonReader(
            json,
            new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = DeepestNesting });
        var places = new PlaceCounter(name);
        try
        {
            if (!reader.Read()) throw new ConfigException($"{whole}: is empty.");
            var node = Read(ref reader, places, json);
            while (reader.Read()) { } // only white space and comments may follow
            return node;
        }
        catch (JsonException error)
        {
            throw new ConfigException(
                $"{name}:{error.LineNumber + 1}:{error.BytePositionInLine + 1}: is not valid JSON: "
                + $"{error.Message.Split(" LineNumber:")[0]}");
        }
    }

    private static ConfigNode Read(ref Utf8JsonReader reader, PlaceCounter places, ReadOnlySpan<byte> json)
    {
        var where = places.Of(json, reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var node = Empty(where);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var place = places.Of(json, reader.TokenStartIndex);
                    var key = TextOf(ref reader, place);
                    reader.Read();
                    if (!node.Members.TryAdd(key, Read(ref reader, places, json)))
                        throw new ConfigException($"{place}: '{Shorten(key)}' is given twice.");
                }
                return node;
            case JsonTokenType.StartArray:
                // No key of the configuration takes a list; it is kept only to be refused by its name.
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) reader.Skip();
                return new ConfigNode(JsonValueKind.Array, where);
            case JsonTokenType.String: return new ConfigNode(JsonValueKind.String, where) { Text = TextOf(ref reader, where) };
            case JsonTokenType.Number:
                return new ConfigNode(JsonValueKind.Number, where) { Text = Encoding.UTF8.GetString(reader.ValueSpan) };
            case JsonTokenType.True: return new ConfigNode(JsonValueKind.True, where);
            case JsonTokenType.False: return new ConfigNode(JsonValueKind.False, where);
            default: return new ConfigNode(JsonValueKind.Null, where);
        }
    }

    private static string TextOf(ref Utf8JsonReader reader, TextPlace where)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new ConfigException($"{where}: holds half of a surrogate pair or bytes that are not UTF-8.");
        }
    }

    internal static string Shorten(string text) => text.Length <= 80 ? text : $"{text[..77]}...";
}
