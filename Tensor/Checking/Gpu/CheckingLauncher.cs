using System.Runtime.CompilerServices;
using Gexia.Gpu;

namespace Gexia.Checking;

/// <summary>Runs GPU bodies on the processor, over views that look at every index; shared memory is poisoned for each group.</summary>
/// <param name="operands">As many as fit into <see cref="Operands"/>; those beyond the kernel's are not there.</param>
/// <param name="machine">Runs the threads.</param>
/// <param name="order">Which runs before which.</param>
internal readonly struct CheckingLauncher(ViewMemory[] operands, GpuGroup machine, GpuOrder order) : IGpuLauncher
{
    private const int MostThreads = 1024, MostSharedFloats = 12288;

    public void Run<TBody>(in TBody body, long groups) where TBody : struct, IGpuBody
    {
        Require(
            TBody.Threads is > 0 and <= MostThreads && TBody.Threads % IGpu.WarpSize == 0,
            $"{TBody.Threads} threads in a group; it must be a multiple of {IGpu.WarpSize}, at most {MostThreads}.");
        Require(
            TBody.SharedFloats is >= 0 and <= MostSharedFloats,
            $"{TBody.SharedFloats} floats of shared memory; at most {MostSharedFloats} fit.");
        Require(
            !RuntimeHelpers.IsReferenceOrContainsReferences<TBody>(), "the body holds a reference; it may hold unmanaged numbers only.");
        Require(groups <= int.MaxValue, $"{groups} groups; at most {int.MaxValue} can run.");
        var shared = new ViewMemory(TBody.SharedFloats);
        var views = Array.ConvertAll(operands, memory => new CheckedView(memory));
        var all = new Views<CheckedView>(
            views[0], views[1], views[2], views[3], views[4], views[5], views[6], views[7], views[8], views[9], views[10], views[11]);
        var copy = body;
        foreach (var group in order.Of((int)Math.Max(groups, 0)))
        {
            shared.Poison();
            machine.Run(
                group, (int)groups, TBody.Threads, order, thread => copy.Run(new CheckedGpu(thread), all, new CheckedView(shared)));
        }
    }

    bool IGpuLauncher.TryProduct<TMap>(in GpuProduct product, TMap map) => false;

    bool IGpuLauncher.TryAttention(in GpuAttention attention) => false;

    bool IGpuLauncher.TryAttention(in GpuAttention attention, in GpuAttentionGradients gradients) => false;

    private static void Require(bool holds, string problem)
    {
        if (!holds) throw new KernelException(problem);
    }
}
