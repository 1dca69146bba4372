namespace Gexia.Models;

/// <summary>Keys and values of dense features, projected by one weight set of an IAM: [videos, M, D] each.</summary>
/// <param name="Projected">Keys and values.</param>
/// <param name="Heads">Attention heads.</param>
internal sealed record FeatureKeys((Tensor Key, Tensor Value) Projected, int Heads)
{
    /// <summary>All but one of some equal parts of a video's keys: a copy, unless that is the first or the last one.</summary>
    /// <param name="part">Which is left out.</param>
    /// <param name="parts">How many there are.</param>
    /// <returns>[1, (parts − 1)·M, D], or null when there is no other.</returns>
    public FeatureKeys? Without(int part, int parts)
    {
        var length = Projected.Key.Shape[1] / parts;
        Tensor Others(Tensor x)
        {
            var (before, after) = (x.Slice(1, 0, part * length), x.Slice(1, (part + 1) * length, (parts - part - 1) * length));
            return part == 0 ? after : part == parts - 1 ? before : ConcatOp.Concat([before, after], 1);
        }
        return parts == 1 ? null : this with { Projected = (Others(Projected.Key), Others(Projected.Value)) };
    }

    /// <summary>What projected queries take from these keys: see <see cref="AttentionPart.Of"/>.</summary>
    public AttentionPart Attend(Tensor query) => AttentionPart.Of(query, Projected.Key, Projected.Value, Heads);
}
