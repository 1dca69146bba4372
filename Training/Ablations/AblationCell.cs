using Gexia.Models;

namespace Gexia.Training.Ablations;

/// <summary>What a trained model is measured on: unseen sources, see <see cref="Miniature.MiniatureData"/>.</summary>
internal enum AblationGallery
{
    /// <summary>Whole videos and their joined captions.</summary>
    Long,
    /// <summary>Clips with different captions.</summary>
    Short,
    /// <summary>Whole videos and their summaries.</summary>
    Summary,
    /// <summary>Middle frames, classified by 96 prompts.</summary>
    Images,
}

/// <summary>One measurement: a training, what it is measured on, and #iter.</summary>
/// <param name="Training">The model.</param>
/// <param name="Gallery">The items.</param>
/// <param name="Iterations">#iter at inference, which need not be that of the training.</param>
internal sealed record AblationCell(AblationTraining Training, AblationGallery Gallery, Iterations Iterations);
