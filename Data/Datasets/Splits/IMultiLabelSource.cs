namespace Gexia.Data.Datasets.Splits;

/// <summary>A data set of videos that show any number of classes, each told by a phrase.</summary>
internal interface IMultiLabelSource : ISplitSource
{
    /// <summary>The videos of a split in the order of its file, those without a label included.</summary>
    /// <param name="root">The folder of the official files.</param>
    /// <param name="split">One of <see cref="ISplitSource.Splits"/>.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>Its classes are the phrases of the whole data set, so that a label means the same in every split.</returns>
    /// <exception cref="GexiaException">There is no such folder or split, or a file has another form.</exception>
    DatasetSplit<MultiLabelVideo> MultiLabels(string root, string split, CancellationToken cancellation);
}
