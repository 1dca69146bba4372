using System.Text.Json;

namespace Gexia.Training;

/// <summary>
/// Where the configuration of a resumed training parts from the one it began with. More steps than before, and another device, are no
/// difference.
/// </summary>
internal static class ConfigDifference
{
    private const string Steps = "training.steps", Device = "device";

    // Keys that older versions did not know, and what they did.
    private static readonly (string Key, string Value)[] later = [
        ("training.precision", "\"float32\""), ("training.epochs", "null"),
        ("task", "null"), ("model.start", "null"), ("model.startWith", "\"all\""),
    ];

    // Checkpoints of version 0.1.0 kept paths, too; a run's config.json is what they are compared with.
    private static readonly string[] places =
    [
        "model.weights", "model.start", "data.pairs", "data.videos", "data.summaries", "data.plan", "data.tokenizer.folder",
        "eval.pairs", "eval.videos", "eval.summaries", "eval.validationPairs",
    ];

    /// <summary>The first value that differs, as "seed was 6 and is 7"; null when there is none.</summary>
    public static string? First(string before, string now)
    {
        if (before == now) return null;
        try
        {
            using JsonDocument a = JsonDocument.Parse(before), b = JsonDocument.Parse(now);
            return First("", a.RootElement, b.RootElement);
        }
        catch (JsonException)
        {
            return "one of the two is not JSON";
        }
    }

    private static string? First(string path, JsonElement before, JsonElement now)
    {
        if (before.ValueKind != JsonValueKind.Object || now.ValueKind != JsonValueKind.Object)
            return JsonElement.DeepEquals(before, now) || IsRaised(path, before, now)
                ? null
                : $"{path} was {before.GetRawText()} and is {now.GetRawText()}{(path == Steps ? "; it can only be raised" : "")}";
        foreach (var property in before.EnumerateObject())
        {
            var own = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (own == Device) continue;
            if (!now.TryGetProperty(property.Name, out var other) && places.Contains(own)) continue;
            if (other.ValueKind == JsonValueKind.Undefined) return $"{own} was {property.Value.GetRawText()} and is missing";
            if (First(own, property.Value, other) is { } difference) return difference;
        }
        foreach (var property in now.EnumerateObject())
        {
            if (before.TryGetProperty(property.Name, out _) || (path.Length == 0 && property.Name == Device)) continue;
            var (own, value) = (path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value.GetRawText());
            if (!later.Contains((own, value))) return $"{own} was missing and is {value}";
        }
        return null;
    }

    private static bool IsRaised(string path, JsonElement before, JsonElement now) =>
        path == Steps && before.ValueKind == JsonValueKind.Number && now.ValueKind == JsonValueKind.Number
        && before.TryGetInt64(out var planned) && now.TryGetInt64(out var wanted) && wanted >= planned;
}
