namespace Gexia.Models;

/// <summary>
/// L_t, intra-clip temporal grouping (S-ViLM §3, Eqs. 1–2): in a video made of two, each clip is nearer to the centre of its own video.
/// </summary>
public static class TemporalGrouping
{
    /// <summary>Soft assignment of each clip to background and foreground (Eq. 1).</summary>
    /// <remarks>
    /// <code>
    /// c_f = Σ_j m_j z_j / Σ_j m_j,   c_b = Σ_j (1 − m_j) z_j / Σ_j (1 − m_j)
    /// a_j = softmax([cos(z_j, c_b), cos(z_j, c_f)] / τ)
    /// </code>
    /// </remarks>
    /// <param name="clips">z: [videos, clips, C]; its scale does not matter.</param>
    /// <param name="mask">m: [videos, clips] of 0 and 1, no row of one kind only.</param>
    /// <param name="temperature">τ_t.</param>
    /// <param name="stopCentres">No gradient flows through the centres.</param>
    /// <returns>a: [videos, clips, 2], background first; rows sum to 1.</returns>
    public static Tensor Assignment(Tensor clips, Tensor mask, double temperature, bool stopCentres = false)
    {
        if (clips.Shape.Rank != 3 || mask.Shape.Rank != 2 || mask.Shape[0] != clips.Shape[0] || mask.Shape[1] != clips.Shape[1])
            throw new ShapeException(
                "TemporalGrouping",
                $"needs clips [videos, clips, C] and a mask [videos, clips]. clips: {clips.Description}, mask: {mask.Description}.",
                clips.Shape, mask.Shape);
        var shares = Columns(mask / mask.Sum(1, keep: true), (1 - mask) / (1 - mask).Sum(1, keep: true)).Transpose();
        var centres = shares.MatMul(stopCentres ? clips.Detach() : clips);
        return (clips.L2Normalize().MatMul(centres.L2Normalize().Transpose()) / temperature).Softmax();
    }

    /// <summary>L_t of an assignment (Eq. 2).</summary>
    /// <remarks>
    /// Mean square: mean over videos, clips and both columns of (a − onehot(m))². Cross-entropy: mean over videos and clips of
    /// −ln a[m]. Clips that are all alike give a = ½ and the values ¼ and ln 2.
    /// </remarks>
    /// <param name="assignment">a: [videos, clips, 2].</param>
    /// <param name="mask">m: [videos, clips].</param>
    /// <param name="error">Which of both.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Loss(Tensor assignment, Tensor mask, AssignmentError error = AssignmentError.MeanSquare)
    {
        var target = Columns(mask, 1 - mask);
        return error == AssignmentError.MeanSquare
            ? (assignment - target).Square().Mean()
            : -(target * assignment.Clamp(1e-30, 1).Log()).Sum(-1).Mean();
    }

    // [background, foreground] side by side: [videos, clips, 2].
    private static Tensor Columns(Tensor foreground, Tensor background) => ConcatOp.Concat(
        [background.Reshape(background.Shape[0], -1, 1), foreground.Reshape(foreground.Shape[0], -1, 1)], axis: 2);
}
