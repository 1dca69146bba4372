using System.Globalization;
using Gexia.Data.Loading;

namespace Gexia.Training.Tasks;

/// <summary>Which samples a batch of a task holds: labels may repeat in it, so every sample is one of its own.</summary>
internal static class SamplePlan
{
    /// <summary>A plan over as many samples, a function of the seed.</summary>
    public static BatchPlan Of(TaskContext context, int samples)
    {
        string[] keys = [.. Enumerable.Range(0, samples).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        return new BatchPlan(
            context.Random("training"), [new PlannedSet(context.Task.Kind.Name, context.Task.Policy.BatchSize, keys, keys)],
            GranularityOrder.Turns, context.Config.Training.Sampling);
    }
}
