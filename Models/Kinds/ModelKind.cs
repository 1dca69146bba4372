namespace Gexia.Models;

/// <summary>A kind of model: all that a training, an evaluation and an embedding need to know of it beside the model itself.</summary>
/// <remarks>A kind is a folder of Models with a class like this one, and its row in <see cref="ModelKinds"/>.</remarks>
public abstract class ModelKind
{
    private protected ModelKind() { }

    /// <summary>What configurations call it.</summary>
    public abstract string Name { get; }

    /// <summary>Options that are worth comparing on a trained model; empty where there is nothing to choose.</summary>
    public virtual IReadOnlyList<ModelOptions> Sweep => [];

    /// <summary>
    /// Whether a parameter belongs to the towers, which may start from a CLIP's weights and learn at a rate of their own.
    /// </summary>
    internal virtual bool IsTower(Parameter parameter) => parameter.Role != ParameterRole.LogitScale;

    /// <summary>Whether a published CLIP gives a parameter its first value: the towers, and perhaps the temperature.</summary>
    internal virtual bool IsPretrained(Parameter parameter) => IsTower(parameter);

    /// <summary>
    /// Whether a parameter of the towers is one that another kind of model on the same towers does without, such as the projections of
    /// CLIP's embeddings: it is drawn where the towers come from such a model.
    /// </summary>
    internal virtual bool IsOwn(Parameter parameter) => false;

    /// <summary>Whether a parameter belongs to the image tower; the other towers' are the text tower's.</summary>
    internal bool IsImageTower(Parameter parameter) =>
        IsTower(parameter) && parameter.Name.StartsWith("visual.", StringComparison.Ordinal);

    /// <summary>
    /// Whether a parameter learns at the encoders' rate beneath the head of a task: all of the model, unless its paper sets the towers
    /// apart.
    /// </summary>
    internal virtual bool IsEncoder(Parameter parameter) => true;

    /// <summary>Reads its keys of the <c>model</c> section.</summary>
    internal abstract VideoTextConfig Read(IConfigReader section);

    /// <summary>Reads its keys of the section of a granularity.</summary>
    internal virtual ModelOptions ReadOptions(IConfigReader section) => ModelOptions.None;
}
