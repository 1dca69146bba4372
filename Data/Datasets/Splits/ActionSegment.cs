namespace Gexia.Data.Datasets.Splits;

/// <summary>An action and when it happens.</summary>
/// <param name="Start">Seconds from the start of the video.</param>
/// <param name="End">Seconds, after the start; may lie behind the end of the video.</param>
/// <param name="Label">Counts <see cref="DatasetSplit{T}.Classes"/> from 0.</param>
internal sealed record ActionSegment(double Start, double End, int Label);
