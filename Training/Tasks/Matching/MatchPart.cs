using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Training.Tasks.Matching;

/// <summary>
/// A pair of splits whose clips are compared with texts by the cosine of the model's own embeddings: there is no head, so a model can be
/// measured as it is.
/// </summary>
internal abstract class MatchPart(TaskSplits splits, SplitCount train, SplitCount test) : TaskPart(splits)
{
    /// <summary>What is trained on.</summary>
    public abstract IReadOnlyList<MatchSample> TrainSamples { get; }

    /// <summary>What is measured on; there is at least one.</summary>
    public abstract IReadOnlyList<MatchItem> TestItems { get; }

    /// <inheritdoc/>
    public override int Samples => TrainSamples.Count;

    /// <inheritdoc/>
    public override SplitCount Train => train;

    /// <inheritdoc/>
    public override SplitCount Test => test;

    /// <inheritdoc/>
    public override IEnumerable<string> Texts =>
        TrainSamples.Select(sample => sample.Item).Concat(TestItems).SelectMany(item => item.Texts).Distinct(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override IEnumerable<string> Files =>
        TrainSamples.Select(sample => sample.Item).Concat(TestItems).Select(item => item.Segment.Video);

    /// <summary>The mask of right texts of some samples that are trained on together.</summary>
    /// <returns>[samples, texts] row-major: 1 where a text is right, else 0.</returns>
    public abstract float[] Positives(IReadOnlyList<MatchSample> samples);

    /// <summary>Texts that a sample is compared with, where as many samples are trained on together.</summary>
    public abstract int Columns(int samples);

    /// <summary>The loss of a batch.</summary>
    /// <param name="model">Asked as the task says.</param>
    /// <param name="inputs">Videos and texts.</param>
    /// <param name="positives">[samples, texts], see <see cref="Positives"/>.</param>
    public abstract Tensor Loss(IVideoTextModel model, VideoTextInputs inputs, Tensor positives);

    /// <summary>What is kept of an item's scores: all, unless less says all that figures need.</summary>
    /// <param name="item">What was compared.</param>
    /// <param name="scores">[texts] cosines.</param>
    /// <returns>As many numbers for every item of a split.</returns>
    public virtual float[] Keep(MatchItem item, ReadOnlySpan<float> scores) => scores.ToArray();

    /// <summary>The figures of the items that were measured.</summary>
    /// <param name="items">Some of <see cref="TestItems"/>.</param>
    /// <param name="kept">[items] what was kept of each one's scores.</param>
    /// <returns>How often each item is taken → the figures, always the same ones; NaN where nothing of a figure is taken.</returns>
    public abstract Func<int[], IReadOnlyList<Figure>> Figures(IReadOnlyList<MatchItem> items, IReadOnlyList<float[]> kept);

    /// <summary>Whether figures are average precisions.</summary>
    public virtual bool IsRanked => false;

    /// <summary>What else has to be known to compare figures.</summary>
    /// <param name="items">Those that were measured.</param>
    public abstract IReadOnlyList<KeyValuePair<string, long>> Details(IReadOnlyList<MatchItem> items);

    /// <inheritdoc/>
    public override TaskLearner Learner(TaskContext context, IVideoTextModel model) => new MatchLearner(context, this, model);

    /// <summary>exp(ℓ)·cos(v_i, t_j) of videos and texts of a batch.</summary>
    /// <returns>[videos, texts].</returns>
    private protected static Tensor Logits(IVideoTextModel model, Tensor videos, Tensor texts) =>
        videos.L2Normalize().MatMul(texts.L2Normalize().Transpose()) * model.LogitScale.Exp();
}
