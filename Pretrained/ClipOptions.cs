using Gexia.Models.Layers;

namespace Gexia.Pretrained;

/// <summary>What the files of a CLIP do not say, or what is wanted otherwise.</summary>
public sealed record ClipOptions
{
    /// <summary>What to compute in: float32, or float64 for references.</summary>
    public DType Type { get; init; } = DType.Float32;

    /// <summary>
    /// The activation of both towers, whatever <c>config.json</c> says. Bare weights that do not come from OpenAI need it.
    /// </summary>
    public Activation? Activation { get; init; }

    /// <summary>Heads of the image tower, whatever <c>config.json</c> says; width/64 for bare weights when left out.</summary>
    public int? VisionHeads { get; init; }

    /// <summary>Heads of the text tower, whatever <c>config.json</c> says; width/64 for bare weights when left out.</summary>
    public int? TextHeads { get; init; }

    /// <summary>
    /// Stores the weights of linear maps for inference only, see <see cref="PackedMatrix"/>: faster, and smaller if wished. They are then
    /// not among the model's parameters. Null keeps them as tensors, to train or to write. Needs float32.
    /// </summary>
    public WeightFormat? Pack { get; init; }

    /// <summary>Where the model lives and computes; null for <see cref="Gexia.Device.Default"/>. <see cref="Pack"/> holds on the processor.
    /// </summary>
    public Device? Device { get; init; }

    /// <summary>Take weights with NaN or infinity as they are; they are refused otherwise, naming the tensor and the place.</summary>
    public bool AllowNonFinite { get; init; }

    /// <summary>Folder or file of the tokenizer when it does not lie with the weights.</summary>
    public string? Tokenizer { get; init; }
}
