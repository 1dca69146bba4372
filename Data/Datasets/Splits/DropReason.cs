namespace Gexia.Data.Datasets.Splits;

/// <summary>Why something that the files of a data set state is no part of a split; see <see cref="DatasetSplit{T}.Dropped"/>.</summary>
internal static class DropReason
{
    /// <summary>Counts videos, each once, whose files are not in the folder of the videos.</summary>
    public const string MissingVideos = "missing_videos";

    /// <summary>Counts rows that a data set lists but gives to neither half of a split.</summary>
    public const string Unused = "unused";

    /// <summary>Counts segments of which the annotators could not say what they show.</summary>
    public const string Ambiguous = "ambiguous";

    /// <summary>Counts segments that end where they start, or before.</summary>
    public const string EmptySegments = "empty_segments";

    /// <summary>Counts pairs that show or tell nothing, such as one without a caption or with an end before its start.</summary>
    public const string UnusablePairs = "unusable_pairs";

    /// <summary>Counts videos that a list of a data set names and its captions do not.</summary>
    public const string NoCaption = "no_caption";

    /// <summary>Counts rows whose question is empty.</summary>
    public const string NoQuestion = "no_question";

    /// <summary>Counts rows whose answer is empty.</summary>
    public const string NoAnswer = "no_answer";
}
