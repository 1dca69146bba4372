namespace Gexia.Data.Datasets.Splits;

/// <summary>A data set of multiple-choice questions about videos.</summary>
internal interface IChoiceSource : ISplitSource
{
    /// <summary>The questions of a split in the order of its file.</summary>
    /// <param name="root">The folder of the official files.</param>
    /// <param name="split">One of <see cref="ISplitSource.Splits"/>.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>Its classes are the right answers of this split in ordinal order.</returns>
    /// <exception cref="GexiaException">There is no such folder or split, or a file has another form.</exception>
    DatasetSplit<ChoiceQuestion> Choices(string root, string split, CancellationToken cancellation);
}
