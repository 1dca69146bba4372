using System.Globalization;
using System.Text.Json;

namespace Gexia.Data;

/// <summary>A JSON object whose fields are read with errors that name the place, the field and what stands there.</summary>
internal readonly struct JsonRecord
{
    private readonly JsonElement fields;

    /// <param name="element">Must be an object.</param>
    /// <param name="place">Such as "captions.jsonl, line 3".</param>
    /// <param name="line">Number of the line, counted from 1; 0 where there are no lines.</param>
    public JsonRecord(JsonElement element, string place, int line = 0)
    {
        (fields, Place, Line) = (element, place, line);
        if (element.ValueKind != JsonValueKind.Object) throw Error($"expected a JSON object, got {Show(element)}.");
    }

    /// <summary>Where the object stands.</summary>
    public string Place { get; }

    /// <summary>The line on which the object stands, counted from 1; 0 where there are no lines.</summary>
    public int Line { get; }

    /// <summary>The names of its fields.</summary>
    public IEnumerable<string> Names => fields.EnumerateObject().Select(property => property.Name);

    /// <summary>A text that must be there.</summary>
    public string Text(string name) => OptionalText(name) ?? throw Error($"'{name}' is missing.");

    /// <summary>A text, or null where the field is missing or null.</summary>
    public string? OptionalText(string name)
    {
        if (!TryGet(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Error($"'{name}' must be a text, got {Show(value)}.");
    }

    /// <summary>A text, or a number as it is written; null where the field is missing or null.</summary>
    public string? OptionalTextOrNumber(string name) => !TryGet(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => throw Error($"'{name}' must be a number or a text, got {Show(value)}."),
    };

    /// <summary>A finite number that may be written as a text; null where the field is missing or null.</summary>
    public double? OptionalNumber(string name) => TryGet(name, out var value) ? Number(name, value) : null;

    /// <summary>A list of finite numbers that may be written as texts.</summary>
    public IReadOnlyList<double> Numbers(string name)
    {
        if (!TryGet(name, out var value)) throw Error($"'{name}' is missing.");
        if (value.ValueKind != JsonValueKind.Array) throw Error($"'{name}' must be a list, got {Show(value)}.");
        var numbers = new List<double>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray()) numbers.Add(Number(name, item));
        return numbers;
    }

    /// <summary>A list of numbers: null where there is none, NaN where an item is null or a number too large to be one.</summary>
    public IReadOnlyList<double>? StatedNumbers(string name)
    {
        if (!TryGet(name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.Array) throw Error($"'{name}' must be a list, got {Show(value)}.");
        var numbers = new List<double>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            numbers.Add(
                item.ValueKind == JsonValueKind.Null ? double.NaN
                : item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out var number)
                    ? double.IsFinite(number) ? number : double.NaN
                : throw Error($"'{name}' must hold numbers, got {Show(item)}."));
        }
        return numbers;
    }

    /// <summary>A list of texts that must be there.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (!TryGet(name, out var value)) throw Error($"'{name}' is missing.");
        if (value.ValueKind != JsonValueKind.Array) throw Error($"'{name}' must be a list, got {Show(value)}.");
        var texts = new List<string>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            texts.Add(
                item.ValueKind == JsonValueKind.String
                    ? item.GetString()!
                    : throw Error($"'{name}' must hold texts, got {Show(item)}."));
        }
        return texts;
    }

    private double Number(string name, JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Error($"'{name}' must hold finite numbers, got {Show(value)}.");
    }

    /// <summary>A number: null where there is no such field, NaN where it holds null or a number too large to be one.</summary>
    public double? StatedNumber(string name)
    {
        if (!TryGet(name, out var value)) return Has(name) ? double.NaN : null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
            ? double.IsFinite(number) ? number : double.NaN
            : throw Error($"'{name}' must be a finite number, got {Show(value)}.");
    }

    /// <summary>A whole number of at least <paramref name="least"/>, or <paramref name="otherwise"/> where the field is missing.</summary>
    public int OptionalCount(string name, int least, int otherwise)
    {
        if (!TryGet(name, out var value)) return otherwise;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least
            ? number
            : throw Error($"'{name}' must be a whole number from {least}, got {Show(value)}.");
    }

    /// <summary>The objects of a list, or null where the field is missing.</summary>
    public IEnumerable<JsonRecord>? OptionalList(string name)
    {
        if (!TryGet(name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.Array) throw Error($"'{name}' must be a list, got {Show(value)}.");
        var place = Place;
        return value.EnumerateArray().Select((item, i) => new JsonRecord(item, $"{place}, {name}[{i}]"));
    }

    /// <summary>The object in a field, or null where the field is missing.</summary>
    public JsonRecord? OptionalRecord(string name) => TryGet(name, out var value) ? new JsonRecord(value, $"{Place}, {name}") : null;

    /// <summary>Its fields, each of which must hold an object.</summary>
    public IEnumerable<(string Name, JsonRecord Record)> Records()
    {
        var place = Place;
        return fields.EnumerateObject().Select(
            field => (field.Name, new JsonRecord(field.Value, $"{place}, {Shorten(field.Name)}")));
    }

    /// <summary>An error at this place.</summary>
    public GexiaException Error(string rule) => new($"{Place}: {rule}");

    /// <summary>Whether there is such a field, be it null.</summary>
    public bool Has(string name) => fields.TryGetProperty(name, out _);

    private bool TryGet(string name, out JsonElement value) =>
        fields.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static string Show(JsonElement value) => Shorten(value.GetRawText());

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
