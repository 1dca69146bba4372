namespace Gexia.Training.Memory;

/// <summary>A stretch of a training step, with its numbers of elements.</summary>
/// <param name="Kept">What its forward pass leaves for its backward pass.</param>
/// <param name="Parameters">Its parameters, each of which gets a gradient when the stretch is walked back.</param>
/// <param name="Transient">What its backward pass needs besides, at its worst moment.</param>
internal readonly record struct Segment(long Kept, long Parameters, long Transient)
{
    /// <summary>
    /// The most that a step over these stretches holds. While stretch i is walked back, what came before it still waits, and what
    /// came after it has left its gradients: max over i of Σⱼ≤ᵢ keptⱼ + Σⱼ≥ᵢ parametersⱼ + transientᵢ.
    /// </summary>
    /// <returns>That, and how much of it is gradients.</returns>
    public static (long All, long Gradients) Peak(IReadOnlyList<Segment> segments)
    {
        (long All, long Gradients) peak = default;
        long kept = segments.Sum(segment => segment.Kept), gradients = 0;
        foreach (var segment in segments.Reverse())
        {
            gradients += segment.Parameters;
            if (kept + gradients + segment.Transient > peak.All) peak = (kept + gradients + segment.Transient, gradients);
            kept -= segment.Kept;
        }
        return peak;
    }

    /// <summary>Stretches that are computed again part by part: only their value waits, and a part's own step is what they need besides.</summary>
    /// <param name="value">Elements of the value.</param>
    /// <param name="whole">The stretches, for all pairs.</param>
    /// <param name="part">The same for the pairs of one part; its gradients come before they are added to those of other parts.</param>
    public static Segment InParts(long value, IReadOnlyList<Segment> whole, IReadOnlyList<Segment> part) =>
        new(value, whole.Sum(segment => segment.Parameters), Peak(part).All);
}
