using Gexia.Data.Weights;
using Gexia.Io;
using Gexia.Models;
using Gexia.Training.Config;
using Gexia.Pretrained;

namespace Gexia.Training.Runs;

/// <summary>Builds the model that a configuration describes.</summary>
internal static class RunModel
{
    /// <summary>A fresh model; filled from <c>model.start</c>, or its towers from <c>model.weights</c>, when that is given.</summary>
    /// <param name="config">The <c>model</c> section, its vocabulary settled.</param>
    /// <param name="rng">Source of fresh weights.</param>
    /// <param name="device">Where it lives; null for the default.</param>
    /// <param name="compute">What activations are stored in.</param>
    /// <param name="start">Take the weights of <c>model.start</c>, if it is given; false where a checkpoint gives all.</param>
    /// <exception cref="GexiaException">The weights file is missing or breaks its format, or the weights do not fit the towers or
    /// are not finite.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static IVideoTextModel Create(ModelConfig config, Rng rng, Device? device = null, DType compute = DType.Float32,
        bool start = true)
    {
        var model = Build(ParameterScope.Fresh(rng, device: device).ComputingIn(compute), config);
        if (config.Weights is { } path) FillTowers(path, model.Parameters, config.Kind);
        if (start && config.Start is not null) StartWeights.Fill(config, model.Parameters);
        return model;
    }

    /// <summary>The model with the values that a scope gives it; <c>model.weights</c> is not looked at.</summary>
    /// <param name="scope">Gives the values.</param>
    /// <param name="config">The <c>model</c> section, its vocabulary settled.</param>
    public static IVideoTextModel Build(ParameterScope scope, ModelConfig config) => config.Sizes.Build(scope);

    private static void FillTowers(string path, ParameterSet parameters, ModelKind kind)
    {
        using var file = WeightsFile.Open(path);
        var weights = new ClipWeights(file);
        if (weights.Names.FirstOrDefault(name => name.StartsWith("iam.", StringComparison.Ordinal)) is { } trained)
            throw new GexiaException(
                $"model.weights: {path}: holds '{SafeTensorsException.Shorten(trained)}', which would be ignored: the weights are a "
                + "GEXIA's, and model.weights takes a CLIP's. Name the file with model.start, and say model.startWith=towers where the "
                + "towers alone are wanted.");
        Weights.Fill(path, weights, [.. parameters.Where(kind.IsPretrained)]);
    }
}
