namespace Gexia.Data.Datasets.Splits;

/// <summary>A video, or a picture, and what it shows.</summary>
/// <param name="Video">What <see cref="VideoFolder"/> finds the file by, such as <c>Archery/v_Archery_g08_c01</c>.</param>
/// <param name="Label">Counts <see cref="DatasetSplit{T}.Classes"/> from 0.</param>
/// <param name="Duration">Seconds; null where the files do not say.</param>
internal sealed record LabelledVideo(string Video, int Label, double? Duration = null) : IVideoAnnotation;
