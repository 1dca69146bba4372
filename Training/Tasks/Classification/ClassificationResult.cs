using Gexia.Training.Evaluation;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Training.Tasks.Classification;

/// <summary>Figures and counts of a head that gives classes.</summary>
internal static class ClassificationResult
{
    /// <summary>The result.</summary>
    /// <param name="part">What was measured.</param>
    /// <param name="samples">Those of its test samples whose videos could be read.</param>
    /// <param name="ranks">The rank of each one's class.</param>
    /// <param name="context">Knows which videos could not be read.</param>
    public static PartResult Of(
        ClassificationPart part, IReadOnlyList<TaskSample> samples, IReadOnlyList<double> ranks, TaskContext context)
    {
        if (samples.Count == 0) throw TaskPart.NothingReadable(part.Test, context.Bad);
        var trained = part.TrainSamples.Where(sample => !context.Bad.Contains(sample.File)).ToList();
        return new(
            Count(part.Train, part.TrainSamples, trained), Count(part.Test, part.TestSamples, samples),
            MeasuredFigure.Of(samples.Count, part.Figures(samples, ranks)),
            part.Details(samples, context.Tokenizer));
    }

    private static SplitCount Count(SplitCount split, IReadOnlyList<TaskSample> all, IReadOnlyList<TaskSample> used)
    {
        var videos = Files(used);
        return (split with { Items = used.Count, Videos = videos }).Without(TaskPart.UnreadableVideos, Files(all) - videos);
    }

    private static int Files(IEnumerable<TaskSample> samples) =>
        samples.Select(sample => sample.File).Distinct(StringComparer.Ordinal).Count();
}
