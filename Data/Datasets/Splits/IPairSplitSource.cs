namespace Gexia.Data.Datasets.Splits;

/// <summary>A data set of pairs whose splits are files of their own.</summary>
internal interface IPairSplitSource : ISplitSource, IPairSource
{
    /// <summary>The file of a split.</summary>
    /// <param name="root">The folder of the official files.</param>
    /// <param name="split">One of <see cref="ISplitSource.Splits"/>.</param>
    /// <exception cref="GexiaException">There is no such folder or split.</exception>
    string FileOf(string root, string split);

    /// <summary>
    /// Seconds of each video, by the name that a pair gives it without its ending, where other files than that of the split state them.
    /// </summary>
    /// <param name="root">The folder of the official files.</param>
    /// <param name="cancellation">Ends the reading.</param>
    IReadOnlyDictionary<string, double> Durations(string root, CancellationToken cancellation);
}
