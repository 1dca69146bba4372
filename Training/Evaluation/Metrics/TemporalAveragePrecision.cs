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
/// chance; detections that are not finite are left out. A video that is drawn twice counts as two videos.
/// </remarks>
internal sealed class TemporalAveragePrecision
{
    private readonly IReadOnlyList<ClassOutcome[]> outcomes;

    /// <summary>What became of the detections of a class at a threshold.</summary>
    /// <param name="Detections">The best first: their videos, and whether they hit a segment.</param>
    /// <param name="Truth">The video of each segment.</param>
    private sealed record ClassOutcome((int Video, bool IsHit)[] Detections, int[] Truth);

    /// <summary>Decides once which detections are hits: they are matched within their videos, whichever videos there are besides.</summary>
    /// <param name="detections">Of all videos and classes.</param>
    /// <param name="truth">The segments.</param>
    /// <param name="thresholds">θ, each in (0, 1].</param>
    public TemporalAveragePrecision(IEnumerable<ActionSpan> detections, IReadOnlyList<ActionSpan> truth, IReadOnlyList<double> thresholds)
    {
        var found = detections.Where(detection => detection.IsFinite).ToLookup(detection => detection.Label);
        var own = truth.GroupBy(segment => segment.Label)
            .Select(segments => (Segments: segments.ToArray(), Found: Ordered(found[segments.Key]))).ToList();
        outcomes = [.. thresholds.Select(threshold => own.Select(each => Match(each.Found, each.Segments, threshold)).ToArray())];
    }

    /// <summary>The mean over classes at each threshold, percent; NaN where there is no segment at all.</summary>
    /// <param name="counts">[videos] how often each is taken; null for once. Classes that lose all their segments are left out.</param>
    public IReadOnlyList<double> Of(IReadOnlyList<int>? counts = null) =>
    [
        .. outcomes.Select(own => own.Select(outcome => Area(outcome, counts)).OfType<double>().ToList())
            .Select(areas => areas.Count == 0 ? double.NaN : 100 * areas.Average())
    ];

    /// <summary>The mean over classes at each threshold, percent; NaN where there is no segment at all.</summary>
    /// <param name="detections">Of all videos and classes.</param>
    /// <param name="truth">The segments.</param>
    /// <param name="thresholds">θ, each in (0, 1].</param>
    public static IReadOnlyList<double> Of(
        IEnumerable<ActionSpan> detections, IReadOnlyList<ActionSpan> truth, IReadOnlyList<double> thresholds) =>
        new TemporalAveragePrecision(detections, truth, thresholds).Of();

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

    private static ClassOutcome Match(IReadOnlyList<ActionSpan> detections, ActionSpan[] truth, double threshold)
    {
        var taken = new bool[truth.Length];
        var places = truth.Index().ToLookup(segment => segment.Item.Video, segment => segment.Index);
        var outcome = new (int Video, bool IsHit)[detections.Count];
        for (var i = 0; i < detections.Count; i++)
        {
            var detection = detections[i];
            var (best, overlap) = (-1, 0.0);
            foreach (var place in places[detection.Video])
                if (!taken[place] && detection.Overlap(truth[place]) is var own && own >= threshold && own > overlap)
                    (best, overlap) = (place, own);
            if (best >= 0) taken[best] = true;
            outcome[i] = (detection.Video, best >= 0);
        }
        return new(outcome, [.. truth.Select(segment => segment.Video)]);
    }

    private static double? Area(ClassOutcome outcome, IReadOnlyList<int>? counts)
    {
        int Times(int video) => counts is null ? 1 : counts[video];
        var segments = outcome.Truth.Sum(Times);
        if (segments == 0) return null;
        var rank = 0;
        List<int> hits = [];            // the rank of each
        foreach (var (video, isHit) in outcome.Detections)
            for (var times = Times(video); times > 0; times--)
            {
                rank++;
                if (isHit) hits.Add(rank);
            }
        var (area, precision) = (0.0, 0.0);
        for (var i = hits.Count - 1; i >= 0; i--)
        {
            precision = Math.Max(precision, (i + 1.0) / hits[i]);
            area += precision / segments;
        }
        return area;
    }
}
