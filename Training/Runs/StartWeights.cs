using Gexia.Io;
using Gexia.Models;
using Gexia.Training.Config;
using Gexia.Training.Tasks;

namespace Gexia.Training.Runs;

/// <summary>Fills a model from what <c>model.start</c> names.</summary>
internal static class StartWeights
{
    /// <summary>Gives every parameter its value by its name, or with <see cref="StartParts.Towers"/> those of the towers.</summary>
    /// <param name="config">The <c>model</c> section; its start is given.</param>
    /// <param name="parameters">The model's.</param>
    /// <exception cref="GexiaException">
    /// There is no such file, the model lacks a tensor of it (the head of a task's run apart) or it lacks a parameter, a shape differs,
    /// or a value is not finite. The model is unchanged.
    /// </exception>
    public static void Fill(ModelConfig config, ParameterSet parameters)
    {
        var place = StartPlace.Of(config.Start!);
        try
        {
            if (config.StartWith == StartParts.All) Weights.Load(place.Weights, parameters, TaskHead.Holds);
            else Weights.Load(place.Weights, Shared(place.Weights, config.Kind, parameters), _ => true);
        }
        catch (GexiaException error)
        {
            throw new GexiaException(
                $"model.start: {error.Message} "
                + (config.StartWith == StartParts.All
                    ? $"Every parameter of the model ({config.Kind.Name}) is taken by its name, and every tensor of the file must be one "
                    + "of them; model.startWith=towers takes the towers alone."
                    : $"Every parameter of the towers of the model ({config.Kind.Name}) is taken by its name."), error);
        }
    }

    // What the towers of two kinds have in common, and what only this kind has where the file has it, too.
    private static IReadOnlyList<Parameter> Shared(string path, ModelKind kind, ParameterSet parameters)
    {
        using var file = SafeTensors.Open(path);
        return
        [
            .. parameters.Where(parameter =>
                kind.IsTower(parameter) && (!kind.IsOwn(parameter) || file.Entries.ContainsKey(parameter.Name))),
        ];
    }
}
