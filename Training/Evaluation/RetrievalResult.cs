using System.Runtime.InteropServices;
using System.Text.Json;

namespace Gexia.Training.Evaluation;

/// <summary>Both directions of one retrieval evaluation, with what it takes to compare them with others'.</summary>
/// <param name="TextToVideo">Queries are texts, the gallery is videos.</param>
/// <param name="VideoToText">Queries are videos, the gallery is the videos' texts; a video's several texts count as one item.</param>
/// <param name="TextRanks">[texts] the rank of each text's clip.</param>
/// <param name="VideoRanks">[videos] the rank of each video's best text; NaN for a video without a text.</param>
/// <param name="Protocol">How it was measured.</param>
public sealed record RetrievalResult(
    RetrievalMetrics TextToVideo, RetrievalMetrics VideoToText, IReadOnlyList<double> TextRanks, IReadOnlyList<double> VideoRanks,
    RetrievalProtocol Protocol)
{
    private const string TextToVideoName = "t2v", VideoToTextName = "v2t";

    /// <summary>Names of the figures that say most: R@1 of both directions.</summary>
    public static IReadOnlyList<string> Headlines { get; } =
        [$"{TextToVideoName}.{RankMetrics.All[0].Name}", $"{VideoToTextName}.{RankMetrics.All[0].Name}"];

    /// <summary>All figures: <c>r1</c> for the mean of both directions' R@1, then <c>t2v.r1</c>, …, <c>v2t.mnr</c>.</summary>
    public IReadOnlyList<Figure> Figures =>
    [
        new(RankMetrics.All[0].Name, (TextToVideo.R1 + VideoToText.R1) / 2),
        .. RankMetrics.All.Select(metric => new Figure($"{TextToVideoName}.{metric.Name}", TextToVideo[metric.Name])),
        .. RankMetrics.All.Select(metric => new Figure($"{VideoToTextName}.{metric.Name}", VideoToText[metric.Name])),
    ];

    /// <summary>[texts] the clip that each text describes.</summary>
    internal IReadOnlyList<int> ClipOfText { get; init; } = [];

    /// <summary>
    /// <see cref="Figures"/> with what they are on other draws of clips: a clip comes with all its texts as queries of one direction, and
    /// is itself a query of the other. Galleries stay whole.
    /// </summary>
    internal IReadOnlyList<MeasuredFigure> Measured()
    {
        var texts = TextRanks.Zip(ClipOfText, (rank, clip) => (Rank: rank, Clip: clip)).OrderBy(query => query.Rank).ToArray();
        var videos = VideoRanks.Select((rank, clip) => (Rank: rank, Clip: clip)).Where(query => !double.IsNaN(query.Rank))
            .OrderBy(query => query.Rank).ToArray();
        List<double> ranks = [];
        return MeasuredFigure.Of(VideoRanks.Count, counts => (this with
        {
            TextToVideo = On(texts, counts),
            VideoToText = On(videos, counts)
        }).Figures);

        RetrievalMetrics On((double Rank, int Clip)[] queries, int[] counts)
        {
            ranks.Clear();
            foreach (var (rank, clip) in queries)
                for (var times = counts[clip]; times > 0; times--) ranks.Add(rank);
            return RetrievalMetrics.OfSorted(CollectionsMarshal.AsSpan(ranks));
        }
    }

    /// <summary>As <c>{"t2v":{…},"v2t":{…},"queries","gallery","protocol":{…}}</c>.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteMembers(json);
        json.WriteEndObject();
    }

    /// <summary>The members of that object, for one that has more.</summary>
    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WritePropertyName(TextToVideoName);
        TextToVideo.WriteTo(json);
        json.WritePropertyName(VideoToTextName);
        VideoToText.WriteTo(json);
        json.WriteNumber("queries", Protocol.Texts);
        json.WriteNumber("gallery", Protocol.Videos);
        json.WritePropertyName("protocol");
        Protocol.WriteTo(json);
    }
}

/// <summary>How a retrieval was measured.</summary>
/// <param name="Ties">Which rank equal scores get.</param>
/// <param name="Videos">Clips of the video gallery, each once.</param>
/// <param name="Texts">Text queries; several may look for one clip.</param>
/// <param name="VideoQueries">Videos that have a text; they are the queries and the gallery of the other direction.</param>
/// <param name="Details">What the caller adds: the split, frames, #iter, ….</param>
public sealed record RetrievalProtocol(
    TieRule Ties, int Videos, int Texts, int VideoQueries, IReadOnlyList<KeyValuePair<string, string>> Details)
{
    /// <summary>What scores are.</summary>
    public string Similarity => "cosine";

    /// <summary>As an object.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("similarity", Similarity);
        json.WriteString("ties", Ties.ToString().ToLowerInvariant());
        json.WriteString("nan", "worst rank");
        json.WriteNumber("videos", Videos);
        json.WriteNumber("texts", Texts);
        json.WriteNumber("video_queries", VideoQueries);
        foreach (var (key, value) in Details) json.WriteString(key, value);
        json.WriteEndObject();
    }
}
