using Gexia.Data.Loading;
using Gexia.Models;

namespace Gexia.Training;

/// <summary>A batch, how the model is asked about it, and what its loss takes besides.</summary>
/// <param name="Data">Frames and ids.</param>
/// <param name="Options">Of the batch's granularity, such as #iter.</param>
internal sealed record VideoTextBatch(Batch Data, ModelOptions Options)
{
    /// <summary>What the model's <see cref="BatchNeeds"/> ask for; null for nothing.</summary>
    public BatchAdditions? Additions { get; init; }
}

/// <summary>What a loss takes of a batch besides frames and captions, see <see cref="BatchNeeds"/>.</summary>
/// <param name="Blend">Which clips are of which video; the batch's frames are put together so.</param>
/// <param name="PhraseIds">[videos·K, length] row-major; empty for none.</param>
/// <param name="PhraseLength">Ids of a phrase.</param>
/// <param name="Noise">[videos, numbers] of the standard Gumbel distribution; empty for none.</param>
internal sealed record BatchAdditions(Blend? Blend, int[] PhraseIds, int PhraseLength, float[] Noise);
