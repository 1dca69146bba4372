using Gexia.Models;

namespace Gexia.Training.Tasks.Localization;

/// <summary>Some videos as features, and what is to be said at each of their positions.</summary>
/// <param name="Videos">How many.</param>
/// <param name="Positions">Of each.</param>
/// <param name="Features">[videos, positions, width] row-major.</param>
/// <param name="Classes">[videos·positions].</param>
/// <param name="Times">[videos·positions, 2] row-major.</param>
/// <param name="Weights">[videos·positions]: 1 by twice the number of positions with an action where there is one, else 0.</param>
internal sealed record LocalizationBatch(int Videos, int Positions, float[] Features, int[] Classes, float[] Times, float[] Weights);

/// <summary>
/// The training of a head: mean cross-entropy of the classes, and the mean square error of the logarithms of the ways to start and end
/// where there is an action.
/// </summary>
internal sealed class LocalizationObjective(LocalizationHead head, ParameterSet parameters, Device device, string name)
    : IObjective<LocalizationBatch>
{
    public ParameterSet Parameters => parameters;

    public string Describe(LocalizationBatch batch) => name;

    public ShapeKey? KeyOf(LocalizationBatch batch) => new ShapeKey(null, batch.Videos, batch.Positions);

    public TrainingStep<LocalizationBatch> StepFor(LocalizationBatch batch, InputMemory memory)
    {
        var rows = batch.Videos * batch.Positions;
        return new Step(
            head,
            memory.Empty([batch.Videos, batch.Positions, head.Features], DType.Float32, device),
            memory.Empty([rows], DType.Int32, device),
            memory.Empty([rows, 2], DType.Float32, device),
            memory.Empty([rows, 1], DType.Float32, device));
    }

    private sealed class Step(LocalizationHead head, Tensor features, Tensor classes, Tensor times, Tensor weights)
        : TrainingStep<LocalizationBatch>
    {
        public override void Write(LocalizationBatch batch)
        {
            features.Write<float>(batch.Features);
            classes.Write<int>(batch.Classes);
            times.Write<float>(batch.Times);
            weights.Write<float>(batch.Weights);
        }

        public override StepLoss Loss()
        {
            var said = head.Forward(features);
            var ofClasses = said.Classes.CrossEntropy(classes);
            var ofTimes = ((said.Times - times).Square() * weights).Sum();
            return new(ofClasses + ofTimes, [new("classes", ofClasses), new("times", ofTimes)]);
        }
    }
}
