namespace Gexia.Training.Evaluation;

/// <summary>A stretch of a video that shows an action, or is said to.</summary>
/// <param name="Video">Number of the video.</param>
/// <param name="Label">Number of the class.</param>
/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds, after the start.</param>
/// <param name="Score">How sure it is; of ground truth nothing.</param>
internal readonly record struct ActionSpan(int Video, int Label, double Start, double End, double Score = 0)
{
    /// <summary>Whether all its numbers are numbers.</summary>
    public bool IsFinite => double.IsFinite(Start) && double.IsFinite(End) && double.IsFinite(Score);

    /// <summary>Length of what two stretches share by the length of what they cover together; 0 where that is nothing.</summary>
    public double Overlap(in ActionSpan other)
    {
        var shared = Math.Min(End, other.End) - Math.Max(Start, other.Start);
        return shared <= 0 ? 0 : shared / (Math.Max(End, other.End) - Math.Min(Start, other.Start));
    }
}

/// <summary>Mean average precision of temporal action localisation (docs/tasks.md), as ActivityNet's evaluation has it.</summary>
/// <remarks>
/// Of each class, detections are taken in the order of their scores, the best first. One is a hit if its overlap (intersection over union)
/// with a segment of its class in its video is at least θ that no better detection has hit; of several the one of the largest overlap.
/// AP is the area under the interpolated precision: Σ over hits k of 1/N · max over j ≥ k of precision(j), N segments. The mean is over the
/// classes that have a segment. Equal scores are taken in the order of videos, starts and ends, so that no result depends on an order by
/// chance; detections that are not finite are left out.
/// </remarks>
internal static class TemporalAveragePrecision
{
    /// <summary>The mean over classes at each threshold, percent; NaN where there is no segment at all.</summary>
    /// <param name="detections">Of all videos and classes.</param>
    /// <param name="truth">The segments.</param>
    /// <param name="thresholds">θ, each in (0, 1].</param>
    public static IReadOnlyList<double> Of(
        IEnumerable<ActionSpan> detections, IReadOnlyList<ActionSpan> truth, IReadOnlyList<double> thresholds)
    {
        var found = detections.Where(detection => detection.IsFinite).ToLookup(detection => detection.Label);
        var classes = truth.ToLookup(segment => segment.Label);
        return
        [
            .. thresholds.Select(threshold => classes.Count == 0 ? double.NaN
                : 100 * classes.Average(own => OfClass(Ordered(found[own.Key]), [.. own], threshold)))
        ];
    }

    /// <summary>The thresholds from one to another in steps of 0.05, both included.</summary>
    /// <param name="from">Twentieths.</param>
    /// <param name="to">Twentieths.</param>
    /// <param name="step">Twentieths.</param>
    public static IReadOnlyList<double> Thresholds(int from, int to, int step = 1)
    {
        List<double> thresholds = [];
        for (var twentieth = from; twentieth <= to; twentieth += step) thresholds.Add(twentieth / 20.0);      // no sum of rounded parts
        return thresholds;
    }

    /// <summary>The best first; equal scores by video, start and end.</summary>
    public static IReadOnlyList<ActionSpan> Ordered(IEnumerable<ActionSpan> detections) =>
    [
        .. detections.OrderByDescending(detection => detection.Score).ThenBy(detection => detection.Video)
            .ThenBy(detection => detection.Start).ThenBy(detection => detection.End)
    ];

    private static double OfClass(IReadOnlyList<ActionSpan> detections, ActionSpan[] truth, double threshold)
    {
        var taken = new bool[truth.Length];
        var places = truth.Index().ToLookup(segment => segment.Item.Video, segment => segment.Index);
        List<(int Rank, int Hits)> hits = [];
        for (var rank = 1; rank <= detections.Count; rank++)
        {
            var detection = detections[rank - 1];
            var (best, overlap) = (-1, 0.0);
            foreach (var place in places[detection.Video])
                if (!taken[place] && detection.Overlap(truth[place]) is var own && own >= threshold && own > overlap)
                    (best, overlap) = (place, own);
            if (best < 0) continue;
            taken[best] = true;
            hits.Add((rank, hits.Count + 1));
        }
        var (area, precision) = (0.0, 0.0);
        for (var i = hits.Count - 1; i >= 0; i--)
        {
            precision = Math.Max(precision, (double)hits[i].Hits / hits[i].Rank);
            area += precision / truth.Length;
        }
        return area;
    }
}
