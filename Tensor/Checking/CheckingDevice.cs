namespace Gexia.Checking;

/// <summary>
/// A device for whoever writes a kernel: it runs the processor's body of every kernel on memory that shows mistakes. New memory is filled
/// with a pattern that is NaN in every floating dtype, so what a kernel reads before anything wrote it spreads into its results; beside
/// each tensor lie bands that nothing may write to, which are looked at after every kernel; and what a kernel says it only reads must be
/// the same afterwards. It is some times slower than the processor, and gives its bits.
/// </summary>
/// <remarks>
/// <c>GEXIA_DEVICE=check</c> makes it the default device. What a captured step runs again is looked at when its memory is used anew.
/// </remarks>
/// <example><code>
/// var device = new CheckingDevice();
/// var x = Tensor.Normal(new Rng(seed: 1), [3, 5], device: device);
/// Console.WriteLine(x.Softmax());
/// </code></example>
public sealed class CheckingDevice : Device
{
    /// <summary>A device with memory of its own.</summary>
    public CheckingDevice() : base("check") { }

    /// <summary>
    /// Whether the GPU body of each kernel that has one is run as well, on the processor, and compared with the processor's body. Its
    /// threads run one at a time, in several orders between barriers; every index is looked at, and shared memory is poisoned. Threads that
    /// wait at different barriers or shuffles, or do not come, are named with their lines. For small tensors: it is slow.
    /// </summary>
    /// <remarks>
    /// The device then computes with bfloat16 and float16 as well: there is no processor's body to compare with, but all orders must leave
    /// the same bits.
    /// </remarks>
    public bool ChecksGpuBodies { get; init; }

    /// <inheritdoc/>
    public override void Synchronize() { }

    internal override bool HasManyThreads => ChecksGpuBodies;

    internal override DeviceBuffer BufferOf(long bytes) => new GuardedBuffer(this, bytes);

    /// <exception cref="KernelException">It wrote beside a tensor or to one that it only reads, or its GPU body is wrong.</exception>
    private protected override void RunHere<TKernel>(in TKernel kernel)
    {
        var operands = kernel.Operands;
        Span<ulong> before = stackalloc ulong[operands.Reads.Length];
        for (var i = 0; i < before.Length; i++) before[i] = Fingerprint(operands, i);
        var gpu = ChecksGpuBodies ? GpuBodyCheck.Before(operands) : null;
        var isReference = true;
        try
        {
            kernel.OnCpu();
        }
        catch (NotSupportedException) when (gpu is not null)
        {
            isReference = false;
        }
        foreach (var tensor in operands.All)
        {
            if (tensor?.Storage.Buffer is GuardedBuffer buffer && buffer.Damage is { } damage)
            {
                throw new KernelException(
                    $"{NameOf<TKernel>()}: wrote {damage} of {tensor.Description} (storage of {tensor.Storage.Bytes} bytes).");
            }
        }
        for (var i = 0; i < before.Length; i++)
        {
            if (before[i] != Fingerprint(operands, i))
            {
                throw new KernelException(
                    $"{NameOf<TKernel>()}: changed {operands.Reads[i]!.Description}, which it says it only reads (operand {i}).");
            }
        }
        gpu?.Run(kernel, NameOf<TKernel>(), isReference);
    }

    // FNV-1a of an operand that is read only; 0 where it shares its memory with one that is written.
    private static ulong Fingerprint(in Operands operands, int operand)
    {
        if (operands.Reads[operand] is not { } tensor || IsWritten(operands, tensor.Storage)) return 0;
        var hash = 14695981039346656037ul;
        foreach (var value in tensor.Storage.Span) hash = (hash ^ value) * 1099511628211ul;
        return hash;
    }

    private static bool IsWritten(in Operands operands, Storage storage)
    {
        foreach (var tensor in operands.Writes)
            if (tensor?.Storage == storage) return true;
        return false;
    }
}
