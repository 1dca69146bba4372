using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Training.Config;

namespace Gexia.Training.Tasks.Classification;

/// <summary>A pair of splits whose videos have one class each, of a list that is known.</summary>
internal abstract class ClassificationPart(TaskSplits splits) : TaskPart(splits)
{
    /// <summary>What is trained on; all have a class.</summary>
    public abstract IReadOnlyList<TaskSample> TrainSamples { get; }

    /// <summary>What is measured on.</summary>
    public abstract IReadOnlyList<TaskSample> TestSamples { get; }

    /// <inheritdoc/>
    public override int Samples => TrainSamples.Count;

    /// <summary>How many classes there are.</summary>
    public abstract int Classes { get; }

    /// <inheritdoc/>
    public override IEnumerable<string> Files => TrainSamples.Concat(TestSamples).Select(sample => sample.File);

    /// <summary>A model with a new head.</summary>
    /// <param name="head">Where the head's parameters are named.</param>
    /// <param name="model">Asked as the task says.</param>
    /// <param name="config">The model's.</param>
    public abstract Classifier Classifier(ParameterScope head, IVideoTextModel model, ModelConfig config);

    /// <summary>The figures of the samples that were measured.</summary>
    /// <param name="samples">Some of <see cref="TestSamples"/>.</param>
    /// <param name="ranks">The 1-based rank of each one's class, infinite where the head cannot give it.</param>
    /// <returns>How often each sample is taken → the figures, always the same ones; NaN where nothing of a figure is taken.</returns>
    public abstract Func<int[], IReadOnlyList<Figure>> Figures(IReadOnlyList<TaskSample> samples, IReadOnlyList<double> ranks);

    /// <summary>What else has to be known to compare figures.</summary>
    /// <param name="samples">Those that were measured.</param>
    /// <param name="tokenizer">Makes ids of texts.</param>
    public virtual IReadOnlyList<KeyValuePair<string, long>> Details(IReadOnlyList<TaskSample> samples, ITokenizer tokenizer) =>
        [new("classes", Classes)];

    /// <inheritdoc/>
    public override TaskLearner Learner(TaskContext context, IVideoTextModel model)
    {
        var scope = ParameterScope.Fresh(context.Random("head"), device: model.LogitScale.Device);
        var classifier = Classifier(scope.At(TaskHead.Prefix), model, context.Config.Model);
        return context.Task.Trained == TrainedParts.Head
            ? new HeadLearner(context, this, classifier, model, scope.All)
            : new ModelLearner(context, this, classifier, model, ParameterSet.Of(model.Parameters, scope.All));
    }
}
