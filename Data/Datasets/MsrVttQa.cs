using Gexia.Data.Datasets.Splits;

namespace Gexia.Data.Datasets;

/// <summary>
/// MSRVTT-QA (Xu et al., ACM Multimedia 2017): questions made from the captions of MSR-VTT, with spelling and grammar as they came out.
/// Video 6513 is <c>video6513</c>; the splits are those of MSR-VTT's 6,513, 497 and 2,990 videos.
/// </summary>
internal sealed class MsrVttQa : IQuestionSource
{
    /// <inheritdoc/>
    public string Name => "msrvtt-qa";

    /// <inheritdoc/>
    public string Form => $"MSRVTT-QA has {QuestionFiles.Form}.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits(string root) => QuestionFiles.Splits(this, root);

    /// <inheritdoc/>
    public DatasetSplit<VideoQuestion> Questions(string root, string split, CancellationToken cancellation) =>
        QuestionFiles.Read(this, root, split, "video", video => video, cancellation);
}
