namespace Gexia.Models;

/// <summary>All kinds of models, a row each; the first is the default.</summary>
internal static class ModelKinds
{
    /// <summary>In the order in which they are listed.</summary>
    public static IReadOnlyList<ModelKind> All { get; } =
    [
        new GexiaKind(),
        new MeanPoolingKind(),
        new SViLMKind(),
    ];

    /// <summary>The kind of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ModelKind Named(string name) => All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new ArgumentException(
            $"ModelKinds: there is no kind '{name}'; known are {string.Join(", ", All.Select(kind => kind.Name))}.", nameof(name));
}
