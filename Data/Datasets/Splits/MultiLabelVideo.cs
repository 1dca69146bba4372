namespace Gexia.Data.Datasets.Splits;

/// <summary>A video and all that it shows.</summary>
/// <param name="Video">What <see cref="VideoFolder"/> finds the file by.</param>
/// <param name="Labels">Count <see cref="DatasetSplit{T}.Classes"/> from 0: ascending, each once; none where nothing is annotated.</param>
/// <param name="Duration">Seconds; null where the files do not say.</param>
internal sealed record MultiLabelVideo(string Video, IReadOnlyList<int> Labels, double? Duration) : IVideoAnnotation;
