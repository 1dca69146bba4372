namespace Gexia.Training.Optimizers;

/// <summary>
/// Whether losses are multiplied before the backward pass, so that gradients in float16 do not vanish (Micikevicius et al.,
/// arXiv 1710.03740). The factor finds itself: see <see cref="QueuedNorm"/>.
/// </summary>
internal readonly struct LossScaling(bool isOn)
{
    /// <summary>The factor at first, and its bounds: powers of two, which change no digit.</summary>
    public const float First = 65_536f, Least = 1f, Most = 16_777_216f;

    /// <summary>Good steps in a row after which the factor is doubled.</summary>
    public const int GoodSteps = 2_000;

    /// <summary>1 where it is on, else 0: kernels hold numbers.</summary>
    public readonly int IsOn = isOn ? 1 : 0;
}
