using System.Globalization;
using Gexia.Io;
using Gexia.Models;
using Gexia.Training.Optimizers;

namespace Gexia.Training;

/// <summary>Bare weights in a file, as published checkpoints are.</summary>
public static class Weights
{
    /// <summary>Writes all parameters, atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parameters">What to write.</param>
    /// <param name="step">Noted in the metadata.</param>
    public static void Save(string path, IReadOnlyList<Parameter> parameters, long step) =>
        SafeTensorsWriter.Write(path, parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)), new Dictionary<string, string>
        {
            ["format"] = "pt", // what other readers of safetensors expect of weights in PyTorch's layout
            ["step"] = step.ToString(CultureInfo.InvariantCulture),
        });

    /// <summary>Reads values into an existing model.</summary>
    /// <exception cref="SafeTensorsException">The file breaks the format.</exception>
    /// <exception cref="GexiaException">It does not fit the model, or holds NaN or infinity. The model is unchanged.</exception>
    public static void Load(string path, IReadOnlyList<Parameter> parameters)
    {
        using var file = SafeTensors.Open(path);
        var extra = file.Entries.Keys.Where(name => !parameters.Any(parameter => parameter.Name == name)).ToList();
        if (extra.Count > 0) throw new GexiaException($"{path}: holds '{extra[0]}'{(extra.Count > 1 ? $" and {extra.Count - 1} more" : "")}, which the model does not know. Nearest: {Nearest.To(extra[0], parameters.Select(parameter => parameter.Name))}.");
        Fill(path, file, "", parameters);
    }

    /// <summary>Reads PREFIX+name into every parameter; first all are checked, then all are changed.</summary>
    internal static void Fill(string path, IReadOnlyDictionary<string, Tensor> values, string prefix, IReadOnlyList<Parameter> parameters)
    {
        var problems = new List<string>();
        var read = new List<Tensor>();
        foreach (var parameter in parameters)
        {
            if (!values.TryGetValue(prefix + parameter.Name, out var value)) problems.Add($"lacks '{parameter.Name}'");
            else if (!value.Shape.Equals(parameter.Value.Shape)) problems.Add($"'{parameter.Name}' has shape {value.Shape}, the model needs {parameter.Value.Shape}");
            else
            {
                var converted = value.To(parameter.Value.DType);
                if (!double.IsFinite(GradientNorm.Of([converted]))) problems.Add($"'{parameter.Name}' holds NaN or infinity");
                read.Add(converted);
            }
        }
        if (problems.Count > 0) throw new GexiaException($"{path}: {string.Join("; ", problems.Take(8))}{(problems.Count > 8 ? $"; and {problems.Count - 8} more" : "")}.");
        for (var i = 0; i < read.Count; i++) parameters[i].Value.CopyFrom(read[i]);
    }
}
