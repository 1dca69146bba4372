namespace Gexia.Data.Datasets.Splits;

/// <summary>A video and what it shows.</summary>
/// <param name="Video">What <see cref="VideoFolder"/> finds the file by, such as <c>Archery/v_Archery_g08_c01</c>.</param>
/// <param name="Label">Counts <see cref="DatasetSplit{T}.Classes"/> from 0.</param>
internal sealed record LabelledVideo(string Video, int Label) : IVideoAnnotation;
