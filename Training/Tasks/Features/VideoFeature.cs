namespace Gexia.Training.Tasks.Features;

/// <summary>What a model made of a video once and for all.</summary>
/// <param name="Values">Its numbers, row-major.</param>
/// <param name="Duration">Seconds of the video.</param>
internal sealed record VideoFeature(float[] Values, double Duration);
