using Gexia.Models.Clip;

namespace Gexia.Models;

/// <summary>What decides the shape of a model of videos and texts, whatever its kind.</summary>
public abstract record VideoTextConfig
{
    /// <summary>Frames, patches, and the transformer that reads them.</summary>
    public required VisionConfig Vision { get; init; }

    /// <summary>The text tower.</summary>
    public required TextConfig Text { get; init; }

    /// <summary>Compute transformer blocks again in the backward pass instead of keeping their activations.</summary>
    public bool Checkpoint { get; init; }

    /// <summary>Width of an embedding.</summary>
    public abstract int EmbeddingWidth { get; }

    /// <summary>Width of the features of a clip, see <see cref="IVideoTextModel.EncodeClips"/>.</summary>
    public virtual int ClipWidth => EmbeddingWidth;

    /// <summary>Windows of one context that a text may have.</summary>
    public virtual int MostWindows => 1;

    /// <summary>
    /// Extents of what <see cref="IVideoTextModel.EncodeFrames"/> makes of a frame, by the image tower alone; null for a model that cannot
    /// be cut there, whose towers always learn.
    /// </summary>
    internal virtual IReadOnlyList<int>? FrameFeatures => null;

    /// <summary>What <see cref="IVideoTextModel.EncodeTextTower"/> makes of texts, by the text tower alone; null as above.</summary>
    internal virtual TextFeatureForm? TextFeatures => null;

    /// <summary>Refuses sizes that cannot be built.</summary>
    /// <exception cref="ArgumentException">With the rule and the values.</exception>
    public virtual void Validate()
    {
        Vision.Validate();
        Text.Validate();
    }

    /// <summary>What the model's loss takes of a batch besides frames and captions.</summary>
    /// <param name="frames">Of each video.</param>
    /// <exception cref="ArgumentException">The model cannot read videos of so many frames.</exception>
    public virtual BatchNeeds NeedsOf(int frames) => default;

    /// <summary>The model, with the values that a scope gives it.</summary>
    public abstract IVideoTextModel Build(ParameterScope scope);
}
