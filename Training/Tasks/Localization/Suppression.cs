using Gexia.Training.Evaluation;

namespace Gexia.Training.Tasks.Localization;

/// <summary>Non-maximum suppression: of detections that overlap much, the surest stays.</summary>
internal static class Suppression
{
    /// <summary>The detections of one video that stay, the surest first.</summary>
    /// <param name="detections">Of one video, of any classes; one that is not finite never stays.</param>
    /// <param name="overlap">A detection with a larger overlap with a surer one of its class goes.</param>
    /// <param name="most">How many stay at most.</param>
    public static IReadOnlyList<ActionSpan> Of(IEnumerable<ActionSpan> detections, double overlap, int most)
    {
        List<ActionSpan> kept = [];
        foreach (var own in detections.Where(detection => detection.IsFinite && detection.End > detection.Start).GroupBy(d => d.Label))
        {
            List<ActionSpan> ofClass = [];
            foreach (var detection in TemporalAveragePrecision.Ordered(own))
                if (!ofClass.Exists(better => better.Overlap(detection) > overlap)) ofClass.Add(detection);
            kept.AddRange(ofClass);
        }
        return [.. TemporalAveragePrecision.Ordered(kept).Take(most)];
    }
}
