namespace Gexia.Training.Optimizers;

/// <summary>What a step leaves on a device, to be read once when all of it is queued; also where its kernels tell each other of it.
/// </summary>
/// <param name="Values">The elements, by the places below.</param>
/// <param name="LossScaleBefore">The loss scale that the step ran with.</param>
internal readonly record struct QueuedReport(float[] Values, float LossScaleBefore)
{
    /// <summary>Places: norm of all gradients; factor on every gradient, 0 where the step is left out; loss scale of the next step; good
    /// steps in a row; then the losses, each followed by its terms.</summary>
    public const int Norm = 0, Factor = 1, LossScale = 2, Good = 3, Losses = 4;

    /// <summary>Terms of a loss that are told of, at most.</summary>
    public const int MostTerms = 7;

    /// <summary>Elements of a loss and its terms.</summary>
    public const int Width = 1 + MostTerms;

    /// <summary>Whether the update was made.</summary>
    public bool IsApplied => Values[Factor] != 0;

    /// <summary>Whether it was left out because the loss scale was too large, which is smaller now.</summary>
    public bool IsRescaled => Values[LossScale] < LossScaleBefore;
}
