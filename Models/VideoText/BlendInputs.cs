namespace Gexia.Models;

/// <summary>Which clips of a batch's videos are of which video, where a stretch of one is pasted into another.</summary>
/// <param name="Mask">[videos, clips] 1 where a clip is of the video itself, 0 where it is of its background.</param>
/// <param name="Weights">[videos, texts] the share of the clips that a text is the caption of: w_ij = β_i where j = i, 1 − β_i where j is
/// the background of i, else 0. Rows sum to 1; without a blend it is the identity.</param>
internal sealed record BlendInputs(Tensor Mask, Tensor Weights);
