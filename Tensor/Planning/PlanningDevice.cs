namespace Gexia.Planning;

/// <summary>
/// A device that allocates nothing and computes nothing: tensors on it have shapes and take their turns of memory, but hold no numbers.
/// What is run on it, a whole training step with its backward pass, takes exactly the bytes that it would take on the processor, working
/// memory of products included, so the need of a step is known before anything of it exists.
/// </summary>
/// <remarks>
/// Of a kernel only what prepares its loops is run. Values cannot be read: a loss has none. How products are cut depends on the number of
/// threads (<see cref="Cpu.CpuThreads"/>), so plan with the number that will run.
/// </remarks>
/// <example><code>
/// var device = new PlanningDevice();
/// using (var scope = TensorScope.Begin())
/// {
///     var x = Tensor.Empty([64, 1000, 1000], device: device).RequireGradient();
///     x.Gelu().Mean().Backward(release: true);
///     Console.WriteLine($"{scope.PeakBytes:N0} bytes");
/// }
/// </code></example>
public sealed class PlanningDevice : Device
{
    private long madeBytes, multiplyAdds;

    /// <summary>A device with nothing on it.</summary>
    public PlanningDevice() : base("plan") { }

    /// <inheritdoc/>
    public override bool HoldsNumbers => false;

    /// <inheritdoc/>
    public override bool IsHost => false;

    /// <summary>
    /// Bytes of all buffers made on it so far, those that wait in a pool for their next use among them: what the same work would have asked
    /// of the system on the processor.
    /// </summary>
    public long MadeBytes => Volatile.Read(ref madeBytes);

    /// <summary>
    /// Multiply-adds of all matrix products and attentions run on it so far, of whatever size their tiles are. What a causal mask hides
    /// counts in full.
    /// </summary>
    internal long MultiplyAdds => Volatile.Read(ref multiplyAdds);

    /// <inheritdoc/>
    public override void Synchronize() { }

    internal override DeviceBuffer BufferOf(long bytes)
    {
        Interlocked.Add(ref madeBytes, bytes);
        return new PlannedBuffer(this, bytes);
    }

    private protected override void RunHere<TKernel>(in TKernel kernel)
    {
        if (kernel is IProductKernel product) Interlocked.Add(ref multiplyAdds, product.MultiplyAdds);
        var guard = Ambient.Open(out var ambient);
        ambient.Settings = ambient.Settings with { IsDry = true };
        try
        {
            kernel.OnCpu();
        }
        finally
        {
            guard.Close();
        }
    }

    private sealed class PlannedBuffer(Device device, long capacity) : DeviceBuffer(device, capacity)
    {
        public override Span<byte> Span => throw new InvalidOperationException(
            "Tensor: it lives on a planning device, which holds no numbers, so none can be read or written.");
    }
}
