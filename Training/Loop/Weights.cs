using System.Globalization;
using Gexia.Io;
using Gexia.Models;
using Gexia.Training.Runs;

namespace Gexia.Training;

/// <summary>Bare weights in a file, as published checkpoints are.</summary>
public static class Weights
{
    private const int MostProblems = 8;         // told of one file

    /// <summary>Writes all parameters, atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parameters">What to write.</param>
    /// <param name="step">Noted in the metadata.</param>
    /// <exception cref="GexiaException">A parameter holds NaN or infinity; what was at <paramref name="path"/> is unchanged.</exception>
    /// <exception cref="IOException">It could not be written; what was there is unchanged.</exception>
    public static void Save(string path, IReadOnlyList<Parameter> parameters, long step)
    {
        List<KeyValuePair<string, Tensor>> values =
            [.. parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value.ToHost()))];
        FiniteWeights.RequireToSave(path, values);
        SafeTensorsWriter.Write(path, values, new Dictionary<string, string>
        {
            ["format"] = "pt", // what other readers of safetensors expect of weights in PyTorch's layout
            ["step"] = step.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Reads values into an existing model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parameters">What to read.</param>
    /// <exception cref="GexiaException">The file is missing or breaks the format, does not fit the model, or holds NaN or infinity. The
    /// model is unchanged.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Load(string path, IReadOnlyList<Parameter> parameters) => Load(path, parameters, _ => false);

    /// <summary>The same from a file that may hold more.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parameters">What to read.</param>
    /// <param name="mayBeLeft">Names that the parameters need not have.</param>
    internal static void Load(string path, IReadOnlyList<Parameter> parameters, Func<string, bool> mayBeLeft)
    {
        using var file = SafeTensors.Open(path);
        var known = parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        var extra = file.Entries.Keys.Where(name => !known.Contains(name) && !mayBeLeft(name)).ToList();
        if (extra.Count > 0)
        {
            throw new GexiaException(
                $"{path}: holds '{SafeTensorsException.Shorten(extra[0])}'{(extra.Count > 1 ? $" and {extra.Count - 1} more" : "")}, "
                + $"which the model does not know. Nearest: {Nearest.To(extra[0], known)}.");
        }
        Fill(path, new RunWeights(path, file), parameters);
    }

    /// <summary>Reads a value into every parameter; first all are checked, then all are changed.</summary>
    /// <exception cref="GexiaException">A value is missing, has another shape, or is not finite.</exception>
    internal static void Fill(string path, IParameterSource source, IReadOnlyList<Parameter> parameters) =>
        Set(parameters, Read(path, source, parameters));

    /// <summary>A value for every parameter, checked; nothing is changed yet.</summary>
    /// <exception cref="GexiaException">A value is missing, has another shape, or is not finite.</exception>
    internal static IReadOnlyList<Tensor> Read(string path, IParameterSource source, IReadOnlyList<Parameter> parameters)
    {
        var problems = new List<string>();
        foreach (var parameter in parameters)
        {
            if (source.ShapeOf(parameter.Name) is not { } stored) problems.Add($"lacks '{parameter.Name}'");
            else if (!parameter.Value.Shape.Takes(stored))
                problems.Add($"'{parameter.Name}' has shape [{string.Join(", ", stored)}], the model needs {parameter.Value.Shape}");
        }
        if (problems.Count > 0)
        {
            throw new GexiaException(
                $"{path}: "
                + $"{string.Join("; ", problems.Take(MostProblems))}"
                + $"{(problems.Count > MostProblems ? $"; and {problems.Count - MostProblems} more" : "")}.");
        }
        return [.. parameters.Select(parameter => source.Read(parameter.Name, parameter.Value.DType).As(parameter.Value.Shape))];
    }

    /// <summary>Writes values over those of the parameters.</summary>
    internal static void Set(IReadOnlyList<Parameter> parameters, IReadOnlyList<Tensor> values)
    {
        for (var i = 0; i < values.Count; i++) parameters[i].Value.CopyFrom(values[i].To(parameters[i].Value.Device));
    }
}
