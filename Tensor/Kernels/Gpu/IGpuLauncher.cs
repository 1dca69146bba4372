namespace Gexia.Gpu;

/// <summary>Where a kernel hands its GPU body to; a device makes one over the kernel's operands.</summary>
public interface IGpuLauncher
{
    /// <summary>Runs a body, after all that was run before it. The body is compiled once, by its closed type.</summary>
    /// <param name="body">Its fields travel to the device with each call.</param>
    /// <param name="groups">How many groups of <see cref="IGpuBody.Threads"/> threads; none does nothing.</param>
    void Run<TBody>(in TBody body, long groups) where TBody : struct, IGpuBody;

    /// <summary>Runs a product on units that the device has for it.</summary>
    /// <param name="product">The product, over the kernel's operands; its dtypes fit.</param>
    /// <param name="map">What is done to finished values, if it is mapped.</param>
    /// <returns>False where there are none, or none for this product: nothing was run.</returns>
    internal bool TryProduct<TMap>(in GpuProduct product, TMap map) where TMap : struct, Cpu.IMap3;

    /// <summary>Runs an attention on units that the device has for it.</summary>
    /// <param name="attention">The attention, over the kernel's operands.</param>
    /// <returns>False where there are none, or none for this attention: nothing was run.</returns>
    internal bool TryAttention(in GpuAttention attention);

    /// <summary>The same for its backward pass.</summary>
    internal bool TryAttention(in GpuAttention attention, in GpuAttentionGradients gradients);
}
