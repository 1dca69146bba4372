namespace Gexia.Data.Datasets;

/// <summary>The form in which one data set, or a kind of them, is published: a row of <see cref="AnnotationSources"/>.</summary>
/// <remarks>
/// What it gives is said by the interfaces that it implements, one for each kind of annotation: <see cref="IPairSource"/> for pairs of a
/// clip and a text, <see cref="Splits.IQuestionSource"/> for open questions, <see cref="Splits.IChoiceSource"/> for multiple choice,
/// <see cref="Splits.ILabelSource"/> for one class of a video, <see cref="Splits.IMultiLabelSource"/> for any number of them,
/// <see cref="Splits.ISegmentSource"/> for times of actions. A data set with annotations of several kinds is one class with several of
/// them, under one name.
/// </remarks>
internal interface IAnnotationSource
{
    /// <summary>What configurations and command lines call it: small letters, digits, hyphens and points.</summary>
    string Name { get; }

    /// <summary>What its files hold, in whole sentences, for who named a file that holds nothing.</summary>
    string Form { get; }
}
