using System.Globalization;
using Gexia.Models;

namespace Gexia.Training.OrderWorlds;

/// <summary>What makes one embedding of the frames of a video.</summary>
internal enum VideoHead
{
    /// <summary>GEXIA's IAMs.</summary>
    Gexia,
    /// <summary>CLIP4Clip's mean of the frames' embeddings.</summary>
    MeanPooling,
}

/// <summary>A training of a head on whole videos, with the towers below it.</summary>
/// <param name="World">What it is trained and tested on.</param>
/// <param name="Head">Which head; its new parts learn at 1e-3.</param>
/// <param name="TowersRate">Peak learning rate of the towers; 0 leaves them as they are.</param>
internal sealed record HeadTraining(HeadWorld World, VideoHead Head, double TowersRate)
{
    /// <summary>The world whose single frames and captions the towers were trained on before; null for fresh towers.</summary>
    public HeadWorld? Stage { get; init; } = World;

    /// <summary>Whether GEXIA's dense features tell which frame they are of.</summary>
    public bool TemporalEmbedding { get; init; } = true;

    /// <summary>Its folder's name in that of the world: what it is, so that tables that ask for the same share it.</summary>
    public string Name => string.Concat(
        Head == VideoHead.Gexia ? "gexia" : "meanp", Stage is null ? "-scratch" : Stage == World ? "" : $"-from-{Stage.Name}",
        TowersRate > 0 ? TowersRate.ToString("-0e-0", CultureInfo.InvariantCulture) : "-frozen", TemporalEmbedding ? "" : "-no-time");

    /// <summary>As changes of a configuration.</summary>
    internal IReadOnlyList<string> Changes => TemporalEmbedding ? [] : ["model.dense.temporalEmbedding=false"];
}

/// <summary>A trained head, measured at some #iter.</summary>
/// <param name="Training">The training.</param>
/// <param name="Iterations">#iter at inference; mean pooling has none, and any will do.</param>
internal sealed record HeadCell(HeadTraining Training, Iterations Iterations)
{
    /// <summary>#iter of the training: 3–3.</summary>
    public static Iterations Trained { get; } = new(3, 3);

    /// <summary>Measured as it was trained.</summary>
    public static HeadCell Of(HeadTraining training) => new(training, Trained);
}
