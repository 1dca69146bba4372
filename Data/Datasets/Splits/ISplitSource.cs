namespace Gexia.Data.Datasets.Splits;

/// <summary>A data set whose official files divide it into splits, such as training and test.</summary>
internal interface ISplitSource : IAnnotationSource
{
    /// <summary>The splits whose files are in a folder, in the order in which they are used: training first.</summary>
    /// <param name="root">The folder of the official files; an excerpt without some of the splits will do.</param>
    /// <exception cref="GexiaException">There is no such folder, or none of the files of the data set is in it.</exception>
    IReadOnlyList<string> Splits(string root);
}
