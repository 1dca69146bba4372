namespace Gexia.Data.Datasets.Splits;

/// <summary>A data set of pairs whose splits are files of their own.</summary>
internal interface IPairSplitSource : ISplitSource, IPairSource
{
    /// <summary>The file of a split.</summary>
    /// <param name="root">The folder of the official files.</param>
    /// <param name="split">One of <see cref="ISplitSource.Splits"/>.</param>
    /// <exception cref="GexiaException">There is no such folder or split.</exception>
    string FileOf(string root, string split);

    /// <summary>What the files state of a split beside its pairs.</summary>
    /// <param name="root">The folder of the official files.</param>
    /// <param name="split">One of <see cref="ISplitSource.Splits"/>.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="GexiaException">A file has another form.</exception>
    SplitFacts Facts(string root, string split, CancellationToken cancellation);
}
