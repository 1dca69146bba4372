using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Embeddings;

/// <summary>What the kinds of models have in common when they only embed.</summary>
internal interface IEncoder
{
    /// <summary>Width of an embedding.</summary>
    int Dimensions { get; }

    /// <summary>Longest sequence that the text tower reads at once.</summary>
    int ContextLength { get; }

    /// <summary>Ids of a text; a multiple of the context when longer texts are read in windows.</summary>
    int TextLength { get; }

    /// <summary>The token at whose first place a text ends; null for the largest id.</summary>
    int? EndOfText { get; }

    /// <summary>Frames of a video where none are asked for.</summary>
    int FrameCount { get; }

    /// <summary>ℓ = ln(1/τ), a scalar.</summary>
    Tensor LogitScale { get; }

    /// <summary>The parameters that decide what it makes of pictures and videos.</summary>
    ParameterSet MediaParameters { get; }

    /// <summary>The sizes and constants that do.</summary>
    string MediaSettings { get; }

    /// <summary>[pictures, 3, size, size] → [pictures, dimensions], of any length.</summary>
    Tensor Images(Tensor pixels, CancellationToken cancellation = default);

    /// <summary>[videos, time, 3, size, size] → [videos, dimensions], of any length.</summary>
    Tensor Videos(Tensor frames, CancellationToken cancellation = default);

    /// <summary>The first half of <see cref="Videos"/>: [frames, 3, size, size] → [frames, …].</summary>
    Tensor Frames(Tensor pixels, CancellationToken cancellation = default);

    /// <summary>What makes videos of these frames.</summary>
    IVideoTextModel Head { get; }

    /// <summary>Texts → [texts, dimensions], of any length.</summary>
    Tensor Texts(TextIds texts);
}
