namespace Gexia.Data.Datasets.Splits;

/// <summary>A data set of questions about videos, each with its one right answer.</summary>
internal interface IQuestionSource : ISplitSource
{
    /// <summary>The questions of a split in the order of its file.</summary>
    /// <param name="root">The folder of the official files.</param>
    /// <param name="split">One of <see cref="ISplitSource.Splits"/>.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>Its classes are the answers of this split, the most frequent first and equally frequent ones in ordinal order.</returns>
    /// <exception cref="GexiaException">There is no such folder or split, or a file has another form.</exception>
    DatasetSplit<VideoQuestion> Questions(string root, string split, CancellationToken cancellation);
}
