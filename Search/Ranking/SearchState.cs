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

    /// <summary>
    /// For pictures: frames of the index, evenly spread, each compared with the other videos. The library is its own background.
    /// </summary>
    public Background OfPictures => ofPictures.Value;

    private static Background Pictures(IndexSnapshot index, double temperature)
    {
        var all = index.Videos.Sum(video => (long)video.Content.Frames.Count);
        var (vectors, videos) = (new List<float[]>(), new List<int>());
        var (video, before) = (0, 0L);
        for (var i = 0; i < Math.Min(all, BackgroundTexts.Count); i++)
        {
            var number = ((2L * i) + 1) * all / (2 * Math.Min(all, BackgroundTexts.Count));
            for (; number - before >= index.Videos[video].Content.Frames.Count; video++) before += index.Videos[video].Content.Frames.Count;
            try
            {
                vectors.Add(index.Videos[video].Content.Frames[(int)(number - before)].Vector.ToArray());
                videos.Add(video);
            }
            catch (IOException)
            {
                // The next update makes the video's file anew.
            }
        }
        return Background.Of(vectors, videos, temperature, index);
    }
}
