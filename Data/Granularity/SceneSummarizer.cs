namespace Gexia.Data.Granularities;

/// <summary>Summarises captions of the synthetic videos: what there is and where, but not how it moves.</summary>
/// <remarks>Captions are "a {colour} {shape} {motion…} {background}", joined by " then " or as sentences.
/// The summary is the distinct "a {colour} {shape}" in order of appearance, joined by " and ", and the first background.</remarks>
public sealed class SceneSummarizer : ISummarizer
{
    /// <inheritdoc/>
    public string Id => "scene-1";

    /// <inheritdoc/>
    /// <remarks>Objects that would exceed <paramref name="maxWords"/> are left out; the first is always named.</remarks>
    public string Summarize(string text, int maxWords)
    {
        var objects = new List<string>();
        string? background = null;
        foreach (var scene in text.Split([" then ", ". "], StringSplitOptions.RemoveEmptyEntries))
        {
            var words = scene.TrimEnd('.').Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is not ["a", var colour, var shape, _, .., var where])
                throw new ArgumentException(
                    $"SceneSummarizer: expected 'a {{colour}} {{shape}} {{motion}} {{background}}', "
                    + $"got '{(scene.Length > 60 ? scene[..60] + "…" : scene)}'.",
                    nameof(text));
            background ??= where;
            var thing = $"a {colour} {shape}";
            var wordsWith = 4 * (objects.Count + 1);        // 3 each, the "and" between them, the background
            if (!objects.Contains(thing) && (objects.Count == 0 || wordsWith <= maxWords)) objects.Add(thing);
        }
        return background is null
            ? throw new ArgumentException("SceneSummarizer: the text is empty.", nameof(text))
            : $"{string.Join(" and ", objects)} {background}";
    }
}
