using System.Text.Json;

namespace Gexia.Training;

/// <summary>Where two configurations part.</summary>
internal static class ConfigDifference
{
    /// <summary>The first value that differs, as "training.steps was 600 and is 700"; null when there is none.</summary>
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
            return JsonElement.DeepEquals(before, now) ? null : $"{path} was {before.GetRawText()} and is {now.GetRawText()}";
        foreach (var property in before.EnumerateObject())
        {
            var own = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (!now.TryGetProperty(property.Name, out var other)) return $"{own} was {property.Value.GetRawText()} and is missing";
            if (First(own, property.Value, other) is { } difference) return difference;
        }
        foreach (var property in now.EnumerateObject())
            if (!before.TryGetProperty(property.Name, out _)) return $"{(path.Length == 0 ? property.Name : $"{path}.{property.Name}")} was missing and is {property.Value.GetRawText()}";
        return null;
    }
}
