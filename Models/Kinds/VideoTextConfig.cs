using Gexia.Models.Clip;

namespace Gexia.Models;

/// <summary>What decides the shape of a model of videos and texts, whatever its kind.</summary>
public abstract record VideoTextConfig
{
    /// <summary>The image tower, run on every frame.</summary>
    public required VisionConfig Vision { get; init; }

    /// <summary>The text tower.</summary>
    public required TextConfig Text { get; init; }

    /// <summary>Compute transformer blocks again in the backward pass instead of keeping their activations.</summary>
    public bool Checkpoint { get; init; }

    /// <summary>Width of an embedding.</summary>
    public abstract int EmbeddingWidth { get; }

    /// <summary>Windows of one context that a text may have.</summary>
    public virtual int MostWindows => 1;

    /// <summary>Refuses sizes that cannot be built.</summary>
    /// <exception cref="ArgumentException">With the rule and the values.</exception>
    public virtual void Validate()
    {
        Vision.Validate();
        Text.Validate();
    }

    /// <summary>The model, with the values that a scope gives it.</summary>
    public abstract IVideoTextModel Build(ParameterScope scope);
}
