using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training.Tasks.Classification;

/// <summary>What a model gives of videos and texts, and the head that makes classes of it.</summary>
internal abstract class Classifier
{
    /// <summary>Numbers that the model gives of a video.</summary>
    public abstract int VideoWidth { get; }

    /// <summary>Numbers that it gives of a text; 0 where texts are not read.</summary>
    public virtual int TextWidth => 0;

    /// <summary>What it gives of videos, by itself.</summary>
    /// <param name="frames">[videos, frames, 3, size, size], normalised.</param>
    /// <returns>[videos, <see cref="VideoWidth"/>].</returns>
    public abstract Tensor Videos(Tensor frames);

    /// <summary>What it gives of texts, by itself.</summary>
    /// <param name="texts">Their ids.</param>
    /// <returns>[texts, <see cref="TextWidth"/>].</returns>
    public virtual Tensor Texts(TextIds texts) => throw new InvalidOperationException($"{GetType().Name}: reads no texts.");

    /// <summary>The head.</summary>
    /// <param name="videos">[items, <see cref="VideoWidth"/>].</param>
    /// <param name="texts">[items, <see cref="TextWidth"/>], or null where texts are not read.</param>
    /// <returns>[items, classes].</returns>
    public abstract Tensor Logits(Tensor videos, Tensor? texts);
}
