using System.Text.Json;
using Gexia.Data.Weights;

namespace Gexia.Pretrained;

/// <summary>Reads fields of a JSON object from a stranger: each has a default, a kind and bounds, and a wrong one is named.</summary>
internal sealed class JsonFields(string path, JsonElement element, string prefix = "")
{
    public bool Has(string name) => element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public JsonElement this[string name] => element.GetProperty(name);

    public int Integer(string name, int standard, int least, int most)
    {
        if (!Has(name)) return standard;
        return element.GetProperty(name) is { ValueKind: JsonValueKind.Number } value
            && value.TryGetInt32(out var number)
            && number >= least
            && number <= most
            ? number
            : throw Wrong(name, $"a whole number from {least} to {most}");
    }

    /// <summary>A whole number or an array of them; none where the field is missing.</summary>
    public IReadOnlyList<int> Integers(string name, int least, int most)
    {
        if (!Has(name)) return [];
        var value = element.GetProperty(name);
        var items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Take(17).ToList() : [value];
        var numbers = new List<int>();
        foreach (var item in items)
        {
            if (item.ValueKind != JsonValueKind.Number
                || !item.TryGetInt32(out var number) || number < least || number > most || items.Count > 16)
                throw Wrong(name, $"a whole number from {least} to {most}, or an array of at most 16");
            numbers.Add(number);
        }
        return numbers;
    }

    public double Number(string name, double standard, double least, double most)
    {
        if (!Has(name)) return standard;
        return element.GetProperty(name) is { ValueKind: JsonValueKind.Number } value
            && value.TryGetDouble(out var number)
            && number >= least
            && number <= most
            ? number
            : throw Wrong(name, FormattableString.Invariant($"a number from {least} to {most}"));
    }

    public bool Flag(string name, bool standard) => !Has(name) ? standard
        : element.GetProperty(name).ValueKind is JsonValueKind.True or JsonValueKind.False
            ? element.GetProperty(name).GetBoolean()
            : throw Wrong(name, "true or false");

    public string Text(string name, string standard) => !Has(name) ? standard
        : element.GetProperty(name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw Wrong(name, "text");

    public JsonFields? Object(string name) => !Has(name) ? null
        : element.GetProperty(name) is { ValueKind: JsonValueKind.Object } value
            ? new JsonFields(path, value, $"{prefix}{name}.")
            : throw Wrong(name, "an object");

    public float[] Three(string name, ReadOnlySpan<float> standard, double least, double most)
    {
        if (!Has(name)) return standard.ToArray();
        var value = element.GetProperty(name);
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 3)
        {
            float[] numbers =
            [
                .. value.EnumerateArray().Select(item =>
                    item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out var number) && number >= least && number <= most
                        ? (float)number
                        : float.NaN)
            ];
            if (!numbers.Any(float.IsNaN)) return numbers;
        }
        throw Wrong(name, FormattableString.Invariant($"three numbers from {least} to {most}"));
    }

    public WeightsException Wrong(string name, string wanted) =>
        new(
            path,
            $"{prefix}{name} must be {wanted}, "
            + $"but is {WeightsException.Shorten(element.GetProperty(name).GetRawText().ReplaceLineEndings(" "))}.");

    public static JsonFields Root(string path, JsonDocument document) => document.RootElement.ValueKind == JsonValueKind.Object
        ? new(path, document.RootElement)
        : throw new WeightsException(path, "must hold a JSON object.");
}
