using System.Text.Json;
using Gexia.Data.Datasets.Splits;

namespace Gexia.Training.Tasks.Protocol;

/// <summary>What is used of a split.</summary>
/// <param name="Split">Its name.</param>
/// <param name="Items">Questions, videos or segments.</param>
/// <param name="Videos">Different ones among them.</param>
/// <param name="Dropped">What was left out, by reason.</param>
internal sealed record SplitCount(string Split, int Items, int Videos, IReadOnlyDictionary<string, int> Dropped)
{
    /// <summary>Of no split: nothing was to be learned.</summary>
    public static SplitCount None { get; } = new("", 0, 0, new Dictionary<string, int>());

    /// <summary>Whether it is of no split.</summary>
    public bool IsNone => Split.Length == 0;

    /// <summary>Of a split whose videos were looked for.</summary>
    public static SplitCount Of<T>(DatasetSplit<T> split) where T : IVideoAnnotation => new(
        split.Split, split.Items.Count, split.Items.Select(item => item.Video).Distinct(StringComparer.Ordinal).Count(), split.Dropped);

    /// <summary>The same with more left out; nothing changes where nothing was.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="count">How many.</param>
    public SplitCount Without(string reason, int count)
    {
        if (count == 0) return this;
        var dropped = new Dictionary<string, int>(Dropped, StringComparer.Ordinal);
        dropped[reason] = dropped.GetValueOrDefault(reason) + count;
        return this with { Dropped = dropped };
    }

    /// <summary>As an object.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("split", Split);
        json.WriteNumber("items", Items);
        json.WriteNumber("videos", Videos);
        json.WriteStartObject("dropped");
        foreach (var (reason, count) in Dropped.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteNumber(reason, count);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
