namespace Gexia.Data.Datasets;

/// <summary>A data set whose annotations are pairs of a clip and a text.</summary>
internal interface IPairSource : IAnnotationSource
{
    /// <summary>The pairs in the order of the file, as it states them; <see cref="PairReader"/> judges them.</summary>
    /// <param name="file">The annotations, and the folder of their videos.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="GexiaException">At once, when there is no such file; while reading, when it has another form.</exception>
    IEnumerable<StatedPair> Read(PairFile file, CancellationToken cancellation);
}
