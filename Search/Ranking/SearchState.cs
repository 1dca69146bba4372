namespace Gexia.Search.Ranking;

/// <summary>What can be found, and the yardsticks of scores, which are measured when they are first needed.</summary>
/// <param name="index">The windows.</param>
/// <param name="texts">Gives the background texts' vectors.</param>
/// <param name="temperature">The model's.</param>
internal sealed class SearchState(IndexSnapshot index, Func<IReadOnlyList<float[]>> texts, double temperature)
{
    private readonly Lazy<Background> ofTexts = new(() => Background.Of(texts(), null, temperature, index));
    private readonly Lazy<Background> ofPictures = new(() => Pictures(index, temperature));

    public IndexSnapshot Index => index;

    /// <summary>For texts: random texts.</summary>
    public Background OfTexts => ofTexts.Value;

    /// <summary>For pictures: frames of the index, evenly spread, each compared with the other videos. The library is its own background.</summary>
    public Background OfPictures => ofPictures.Value;

    private static Background Pictures(IndexSnapshot index, double temperature)
    {
        var frames = new List<(int Video, TimedFrame Frame)>();
        for (var v = 0; v < index.Videos.Count; v++) frames.AddRange(index.Videos[v].Content.Frames.Select(frame => (v, frame)));
        var count = Math.Min(frames.Count, BackgroundTexts.Count);
        (int Video, TimedFrame Frame)[] chosen = [.. Enumerable.Range(0, count).Select(i => frames[(int)(((2L * i) + 1) * frames.Count / (2L * count))])];
        return Background.Of([.. chosen.Select(one => one.Frame.Vector.ToArray())], [.. chosen.Select(one => one.Video)], temperature, index);
    }
}
