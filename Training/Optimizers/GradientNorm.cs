namespace Gexia.Training.Optimizers;

/// <summary>The global norm of gradients, and what clipping makes of it.</summary>
public static class GradientNorm
{
    /// <summary>√Σx² over all elements of all tensors; NaN or ∞ when an element is.</summary>
    /// <param name="tensors">float32 or float64, any layout.</param>
    /// <remarks>
    /// Squares are summed in double, by blocks of fixed size in a fixed order, so the bits depend on neither threads nor vector width.
    /// On a device without float64 each block is summed in float32.
    /// </remarks>
    public static double Of(IEnumerable<Tensor> tensors)
    {
        double total = 0;
        foreach (var tensor in tensors)
        {
            var plain = tensor.Contiguous();
            var sums = SumsFor(plain);
            if (sums.DType == DType.Float64) plain.Device.Run(new SquareSums(plain, sums));
            else plain.Device.Run(new QueuedSquares([plain], sums));
            total = AddTo(total, sums);
        }
        return Math.Sqrt(total);
    }

    /// <summary>
    /// The factor that brings a norm down to <paramref name="most"/>: min(1, most/(norm + 1e-6)), as PyTorch's clip_grad_norm_.
    /// </summary>
    /// <param name="norm">What <see cref="Of"/> gave.</param>
    /// <param name="most">The largest norm allowed; 0 or less clips nothing.</param>
    public static double ClipScale(double norm, double most) => most > 0 ? Math.Min(1, most / (norm + 1e-6)) : 1;

    /// <summary>Room for the sums of a tensor's blocks.</summary>
    internal static Tensor SumsFor(Tensor x) =>
        x.NewEmpty([QueuedSquares.BlocksOf(x)], x.Device.HasFloat64 ? DType.Float64 : DType.Float32);

    /// <summary>total + Σ sums, in order.</summary>
    internal static double AddTo(double total, Tensor sums)
    {
        if (sums.DType == DType.Float32)
        {
            foreach (var sum in sums.ToArray<float>()) total += sum;
            return total;
        }
        using var use = new MemoryUse([sums]);
        foreach (var sum in sums.Elements<double>()) total += sum;
        return total;
    }
}
