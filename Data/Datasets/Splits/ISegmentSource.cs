namespace Gexia.Data.Datasets.Splits;

/// <summary>A data set of untrimmed videos in which the times of actions are known.</summary>
internal interface ISegmentSource : ISplitSource
{
    /// <summary>The videos of a split in the order of its files, those without a segment included.</summary>
    /// <param name="root">The folder of the official files.</param>
    /// <param name="split">One of <see cref="ISplitSource.Splits"/>.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>
    /// Its classes are those of the whole data set, so that a label means the same in every split. Segments that end after the video
    /// does are kept as they are stated; those that end where they start or before it are left out and counted.
    /// </returns>
    /// <exception cref="GexiaException">There is no such folder or split, or a file has another form.</exception>
    DatasetSplit<SegmentedVideo> Segments(string root, string split, CancellationToken cancellation);
}
