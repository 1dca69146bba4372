using System.Globalization;
using Gexia.Io;
using Gexia.Models;
using Gexia.Training.Optimizers;
using Gexia.Training.Runs;

namespace Gexia.Training;

/// <summary>
/// Where a training stands, apart from weights and optimizer. Random numbers need no state: each is a function of (seed, number).
/// </summary>
internal readonly record struct TrainState
{
    /// <summary>Before the first step.</summary>
    public TrainState() { }

    /// <summary>Updates made, skipped ones included; also the coordinate of the next batch.</summary>
    public long Step { get; init; }

    /// <summary>Step of the last evaluation; −1 for none.</summary>
    public long EvaluatedStep { get; init; } = -1;

    /// <summary>Steps left out because something was not finite.</summary>
    public int SkippedSteps { get; init; }

    /// <summary>Loss of the last step that was not skipped.</summary>
    public double Loss { get; init; } = double.NaN;

    /// <summary>Best score so far; NaN for none.</summary>
    public double Best { get; init; } = double.NaN;

    /// <summary>The step of the best score; −1 for none.</summary>
    public long BestStep { get; init; } = -1;

    /// <summary>The loss scale of the next step, and good steps since it changed; null where losses are not scaled.</summary>
    public (float Scale, int Good)? LossScale { get; init; }

    /// <summary>Length of the log.</summary>
    public long LogBytes { get; init; }
}

/// <summary>
/// A training that can be gone on with: weights (<c>model.NAME</c>), optimizer (<c>optimizer.…</c>), state and the whole configuration
/// in one safetensors file, written atomically, so a process may be killed at any moment.
/// </summary>
internal static class Checkpoint
{
    private const string ModelPrefix = "model.", OptimizerPrefix = "optimizer.", Format = "gexia-checkpoint-1";

    /// <summary>Writes one.</summary>
    /// <exception cref="GexiaException">A weight or moment is NaN or infinite; nothing was written.</exception>
    /// <exception cref="IOException">It could not be written; older checkpoints are untouched.</exception>
    public static void Save(string path, ParameterSet parameters, AdamW optimizer, TrainState state, string config)
    {
        var model = parameters.Select(parameter => KeyValuePair.Create(ModelPrefix + parameter.Name, parameter.Value));
        var moments = optimizer.State().Select(pair => KeyValuePair.Create(OptimizerPrefix + pair.Key, pair.Value));
        List<KeyValuePair<string, Tensor>> values = [.. model, .. moments];
        values = [.. values.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToHost()))];
        FiniteWeights.RequireToSave(path, values);
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["step"] = Text(state.Step),
            ["evaluated_step"] = Text(state.EvaluatedStep),
            ["skipped_steps"] = Text(state.SkippedSteps),
            ["loss"] = Text(state.Loss),
            ["best"] = Text(state.Best),
            ["best_step"] = Text(state.BestStep),
            ["log_bytes"] = Text(state.LogBytes),
            ["config"] = config,
        };
        if (state.LossScale is { } scale) (metadata["loss_scale"], metadata["good_steps"]) = (Text(scale.Scale), Text(scale.Good));
        SafeTensorsWriter.Write(path, values, metadata);
    }

    /// <summary>Reads one into a model and an optimizer of the same configuration.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parameters">Receive the weights.</param>
    /// <param name="optimizer">Receives its state.</param>
    /// <param name="config">The configuration of now, which must be that of then, but for more steps.</param>
    /// <exception cref="GexiaException">It is missing, breaks the format, is of another configuration or model, or holds what no training
    /// writes: values that are not finite, negative second moments, steps beyond its own.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static TrainState Load(string path, ParameterSet parameters, AdamW optimizer, string config)
    {
        using var file = SafeTensors.Open(path);
        if (file.Metadata.GetValueOrDefault("format") != Format)
        {
            throw new GexiaException(
                $"{path}: is no checkpoint of this program (its format is '{file.Metadata.GetValueOrDefault("format")}', not '{Format}').");
        }
        if (ConfigDifference.First(file.Metadata.GetValueOrDefault("config") ?? "", config) is { } difference)
            throw new GexiaException(
                $"{path}: was trained with another configuration: {difference}. Resume with the old one, or start a new run.");
        var state = new TrainState
        {
            Step = Number("step", 0),
            EvaluatedStep = Number("evaluated_step", -1),
            SkippedSteps = (int)Math.Min(Number("skipped_steps", 0), int.MaxValue),
            Loss = Real("loss"),
            Best = Real("best"),
            BestStep = Number("best_step", -1),
            LogBytes = Number("log_bytes", 0),
            LossScale = file.Metadata.ContainsKey("loss_scale") ? ((float)Real("loss_scale"), (int)Number("good_steps", 0)) : null,
        };
        if (state.LossScale is { Scale: not (>= LossScaling.Least and <= LossScaling.Most) }) throw Damaged("loss_scale");
        foreach (
            var (key, value) in new[]
            {
                ("evaluated_step", state.EvaluatedStep), ("skipped_steps", state.SkippedSteps), ("best_step", state.BestStep)
            })
            if (value > state.Step) throw Damaged(key);
        var moments = file.Keys.Where(name => name.StartsWith(OptimizerPrefix, StringComparison.Ordinal))
            .ToDictionary(name => name[OptimizerPrefix.Length..], name => file[name], StringComparer.Ordinal);
        var weights = Weights.Read(path, new RunWeights(path, file, ModelPrefix), parameters);
        try
        {
            optimizer.Load(moments, state.Step);
        }
        catch (GexiaException error)
        {
            throw new GexiaException($"{path}: {error.Message}", error);
        }
        Weights.Set(parameters, weights);
        return state;

        long Number(string key, long least) =>
            long.TryParse(file.Metadata.GetValueOrDefault(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least
                ? value : throw Damaged(key);

        double Real(string key) =>
            double.TryParse(file.Metadata.GetValueOrDefault(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Damaged(key);

        GexiaException Damaged(string key) =>
            new($"{path}: the state's '{key}' is '{file.Metadata.GetValueOrDefault(key)}'; the checkpoint is damaged.");
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
