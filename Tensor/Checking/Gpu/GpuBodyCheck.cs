using System.Runtime.InteropServices;

namespace Gexia.Checking;

/// <summary>
/// Runs a kernel's GPU body after its processor's body, from the same memory, and compares what they leave. What the GPU body leaves may
/// not depend on the order in which its threads run, in any bit.
/// </summary>
internal sealed class GpuBodyCheck
{
    // Of the expected value, and of the largest one in the same memory: the bodies add in different orders.
    private const float Relative = 1e-5f, OfLargest = 2e-6f;

    private readonly Tensor?[] operands;
    private readonly byte[]?[] before;

    private GpuBodyCheck(Tensor?[] operands)
    {
        this.operands = operands;
        before = Copies();
    }

    /// <summary>Remembers memory before the processor's body runs; null where no GPU body can be for these dtypes.</summary>
    public static GpuBodyCheck? Before(in Operands operands)
    {
        foreach (var tensor in operands.All)
            if (tensor?.DType == DType.Float64) return null;
        return new(operands.All.ToArray());
    }

    /// <summary>
    /// Runs the GPU body in several orders; at the end memory is as the processor's body left it, or as each order did.
    /// </summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="name">Its name.</param>
    /// <param name="isReference">Whether the processor's body has run; else nothing but the orders can be compared.</param>
    /// <exception cref="KernelException">It breaks a rule, or leaves something else.</exception>
    /// <exception cref="NotSupportedException">Neither body is for these dtypes.</exception>
    public void Run<TKernel>(in TKernel kernel, string name, bool isReference) where TKernel : struct, IKernel
    {
        ViewMemory[] memory = [.. Enumerable.Range(0, Operands.Most).Select(i => new ViewMemory(i, operands.ElementAtOrDefault(i)))];
        byte[]?[] expected = Copies();
        byte[]?[]? forwards = null;
        using var group = new GpuGroup();
        try
        {
            foreach (var order in GpuOrder.All)
            {
                Restore(before);
                if (!kernel.OnGpu(new CheckingLauncher(memory, group, order)))
                {
                    if (isReference) return;
                    throw new NotSupportedException($"{name}: there is no body that computes with these dtypes.");
                }
                if (isReference) Compare(expected, order);
                forwards ??= Copies();
                RequireSame(forwards, order);
            }
            if (!isReference) expected = forwards!;
        }
        catch (KernelException e)
        {
            throw new KernelException($"{name}: the GPU body: {e.Message}", e);
        }
        finally
        {
            Restore(expected);
        }
    }

    private void Compare(byte[]?[] expected, GpuOrder order)
    {
        for (var i = 0; i < operands.Length; i++)
            if (operands[i] is { } operand && Difference(operand, expected[i]) is { } difference)
                throw new KernelException($"threads run {order}: operand {i}, {operand.Description}: {difference}");
    }

    private void RequireSame(byte[]?[] forwards, GpuOrder order)
    {
        for (var i = 0; i < operands.Length; i++)
            if (operands[i] is { } operand && !operand.Storage.Span.SequenceEqual(forwards[i]))
                throw new KernelException(
                    $"threads run {order}: operand {i}, {operand.Description}, has other bits than when they run forwards. "
                    + $"A result may not depend on which thread comes first.");
    }

    // Of each operand's storage.
    private byte[]?[] Copies() => [.. operands.Select(operand => operand?.Storage.Span.ToArray())];

    private void Restore(byte[]?[] copies)
    {
        for (var i = 0; i < copies.Length; i++) copies[i]?.CopyTo(operands[i]!.Storage.Span);
    }

    private static string? Difference(Tensor operand, ReadOnlySpan<byte> expected)
    {
        ReadOnlySpan<byte> found = operand.Storage.Span;
        if (operand.DType != DType.Float32)
        {
            var same = found.CommonPrefixLength(expected);
            if (same == found.Length) return null;
            return $"byte {same} of its storage is {found[same]}, and {expected[same]} by the processor's body.";
        }
        ReadOnlySpan<float> have = MemoryMarshal.Cast<byte, float>(found), want = MemoryMarshal.Cast<byte, float>(expected);
        var largest = 0f;
        foreach (var value in want)
            if (float.IsFinite(value)) largest = Math.Max(largest, Math.Abs(value));
        for (var i = 0; i < want.Length; i++)
        {
            if (have[i] == want[i] || (float.IsNaN(have[i]) && float.IsNaN(want[i]))) continue;
            if (Math.Abs(have[i] - want[i]) <= (Relative * Math.Abs(want[i])) + (OfLargest * largest)) continue;
            return $"element {i - operand.Layout.Offset} is {have[i]}, and {want[i]} by the processor's body.";
        }
        return null;
    }
}
