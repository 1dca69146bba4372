namespace Gexia.Data.Datasets.Splits;

/// <summary>Something that a data set says of a video.</summary>
internal interface IVideoAnnotation
{
    /// <summary>What <see cref="VideoFolder"/> finds the file by.</summary>
    string Video { get; }
}
