namespace Gexia.Cli.Report;

/// <summary>Whether what was tested on had been read in training: videos can be unseen while their texts are not.</summary>
internal static class CaptionOverlap
{
    /// <summary>A sentence for the report; null when no test text occurs among the training texts.</summary>
    /// <param name="train">All texts of the training.</param>
    /// <param name="test">The texts of one test set.</param>
    /// <param name="what">What the test texts are, such as "captions".</param>
    public static string? Notice(IEnumerable<string> train, IEnumerable<string> test, string what)
    {
        var known = train.Select(text => text.Trim()).ToHashSet(StringComparer.Ordinal);
        var asked = test.Select(text => text.Trim()).Distinct(StringComparer.Ordinal).ToList();
        var seen = asked.Count(known.Contains);
        if (seen == 0) return null;
        return seen == asked.Count
            ? $"Train and test {what} are the same texts: all {seen} different test {what} occur in the training data too. "
            + $"The tested videos (or parts of them) were not trained on, but their texts were."
            : $"{seen} of the {asked.Count} different test {what} occur in the training data too; their videos do not.";
    }
}
