namespace Gexia.Models;

/// <summary>A named part of a model that was opened for inference only, and will not change.</summary>
/// <param name="Name">Path in the model, as a <see cref="Parameter"/>'s.</param>
/// <param name="Shape">Its shape in the model and in checkpoints.</param>
/// <param name="Value">The numbers as they are stored.</param>
public sealed record PackedParameter(string Name, Shape Shape, PackedWeight Value)
{
    /// <summary>As <c>visual.conv1.weight int8[768, 3, 32, 32]</c>.</summary>
    public override string ToString() => $"{Name} {Value.Format.Word()}{Shape}";
}
