using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>A kernel whose branches depend on the thread, and what it must give.</summary>
internal sealed record UniformProbe(string Name, Delegate Body, Func<int[], int, int> Expected)
{
    public bool Implicit => Body is Action<Index1D, ArrayView<int>, ArrayView<int>>;

    public KernelSource Source(PtxChanges changes) =>
        new($"uniform-{Name}{(changes == PtxChanges.None ? "-raw" : "")}", Body, UniformProbes.Threads, changes, Implicit);
}

/// <summary>
/// Branches on values that differ between the threads of a warp. ILGPU calls some of them uniform, which promises the assembler that they
/// do not. x holds numbers from 0 to 39; y starts as −1.
/// </summary>
internal static class UniformProbes
{
    public const int Threads = 64;

    public static UniformProbe[] All { get; } =
    [
        new("condition", Condition, (x, i) => x[i] > 19 ? 2 * x[i] : -1),
        new("trip-count", TripCount, (x, i) => Mixed(x[i])),
        new("trip-count-shuffle", TripCountShuffle, (x, i) => Mixed(x[i]) + (3 * Mixed(x[i ^ 1]))),
        new("nested-loop", NestedLoop, (x, i) => Enumerable.Range(0, x[i]).Where(k => (k & 3) == 3).Sum(Mixed)),
        new("counted-condition", CountedCondition, (x, i) => Counted(x[i]) > 6 ? Counted(x[i]) : -1),
        new("counted-condition-shuffle", CountedConditionShuffle, (x, i) => Chosen(x[i]) + (3 * Chosen(x[i ^ 1]))),
        new("counted-loop-shuffle", CountedLoopShuffle, (x, i) => Mixed(Counted(x[i])) + (3 * Mixed(Counted(x[i ^ 1])))),
        new("counted-switch-shuffle", CountedSwitchShuffle, (x, i) => Switched(Counted(x[i])) + (5 * Switched(Counted(x[i ^ 3])))),
        new("switch", Switch, (x, i) => (x[i] & 3) switch { 0 => x[i] + 10, 1 => x[i] * 3, 2 => x[i] - 7, _ => x[i] ^ 85 }),
        new("local-array", LocalArray, (x, i) => x[i] % 4 == 1 ? 77 + x[i] : -1),
        new("shuffled-condition", ShuffledCondition, (x, i) => x[i ^ 1] > 19 ? x[i] + 1 : -1),
        new("before-barrier", BeforeBarrier, (x, i) => x[(i & ~63) + (63 - (i & 63))] > 19 ? x[(i & ~63) + (63 - (i & 63))] : 0),
        new("atomic-result", AtomicResult, (x, i) => i == 0 ? x.Length - 1 : 1),
        new("implicit-condition", ImplicitCondition, (x, i) => x[i] > 19 ? 2 * x[i] : -1),
        new("implicit-loop", ImplicitLoop, (x, i) => Mixed(x[i])),
        new("implicit-switch", ImplicitSwitch, (x, i) =>
            (x[i] & 3) switch { 0 => x[i] + 10, 1 => x[i] * 3, 2 => x[i] - 7, _ => x[i] ^ 85 }),
        new("implicit-shuffle", ImplicitShuffle, (x, i) => Chosen(x[i]) + (3 * Chosen(x[i ^ 1]))),
    ];

    public static void Condition(ArrayView<int> x, ArrayView<int> y)
    {
        var i = Grid.GlobalIndex.X;
        if (x[i] > 19) y[i] = 2 * x[i];
    }

    public static void TripCount(ArrayView<int> x, ArrayView<int> y)
    {
        var i = Grid.GlobalIndex.X;
        var sum = 0;
        for (var k = 0; k < x[i]; k++) sum += k ^ x[i];
        y[i] = sum;
    }

    public static void TripCountShuffle(ArrayView<int> x, ArrayView<int> y)
    {
        var i = Grid.GlobalIndex.X;
        var sum = 0;
        for (var k = 0; k < x[i]; k++) sum += k ^ x[i];
        y[i] = sum + (3 * Warp.ShuffleXor(sum, 1));
    }

    public static void NestedLoop(ArrayView<int> x, ArrayView<int> y)
    {
        var i = Grid.GlobalIndex.X;
        var sum = 0;
        for (var k = 0; k < x[i]; k++)
        {
            if ((k & 3) != 3) continue;
            for (var j = 0; j < k; j++) sum += j ^ k;
        }
        y[i] = sum;
    }

    public static void Switch(ArrayView<int> x, ArrayView<int> y)
    {
        var i = Grid.GlobalIndex.X;
        switch (x[i] & 3)
        {
            case 0: y[i] = x[i] + 10; break;
            case 1: y[i] = x[i] * 3; break;
            case 2: y[i] = x[i] - 7; break;
            default: y[i] = x[i] ^ 85; break;
        }
    }

    // The count is the same expression in all threads; that the loop ends at different turns makes it differ.
    public static void CountedCondition(ArrayView<int> x, ArrayView<int> y)
    {
        var i = Grid.GlobalIndex.X;
        var count = 0;
        for (var k = x[i]; k < 40; k += 3) count++;
        if (count > 6) y[i] = count;
    }

    public static void CountedConditionShuffle(ArrayView<int> x, ArrayView<int> y)
    {
        var i = Grid.GlobalIndex.X;
        var count = 0;
        for (var k = x[i]; k < 40; k += 3) count++;
        var chosen = 100;
        if (count > 6)
        {
            chosen = 0;
            for (var k = 0; k < count; k++) chosen += k ^ count;
        }
        y[i] = chosen + (3 * Warp.ShuffleXor(chosen, 1));
    }

    public static void CountedLoopShuffle(ArrayView<int> x, ArrayView<int> y)
    {
        var i = Grid.GlobalIndex.X;
        var count = 0;
        for (var k = x[i]; k < 40; k += 3) count++;
        var sum = 0;
        for (var k = 0; k < count; k++) sum += k ^ count;
        y[i] = sum + (3 * Warp.ShuffleXor(sum, 1));
    }

    public static void CountedSwitchShuffle(ArrayView<int> x, ArrayView<int> y)
    {
        var i = Grid.GlobalIndex.X;
        var v = 0;
        for (var k = x[i]; k < 40; k += 3) v++;
        switch (v & 3)
        {
            case 0:
                for (var k = 0; k < 9; k++) v += k & v;
                break;
            case 1: v *= 3; break;
            case 2: v -= 7; break;
            default: v ^= 85; break;
        }
        y[i] = v + (5 * Warp.ShuffleXor(v, 3));
    }

    public static void LocalArray(ArrayView<int> x, ArrayView<int> y)
    {
        var i = Grid.GlobalIndex.X;
        var found = new int[4];
        found[x[i] & 3] = 1;
        if (found[1] == 1) y[i] = 77 + x[i];
    }

    public static void ShuffledCondition(ArrayView<int> x, ArrayView<int> y)
    {
        var i = Grid.GlobalIndex.X;
        if (Warp.ShuffleXor(x[i], 1) > 19) y[i] = x[i] + 1;
    }

    public static void BeforeBarrier(ArrayView<int> x, ArrayView<int> y)
    {
        var shared = SharedMemory.Allocate<int>(Threads);
        var (i, t) = (Grid.GlobalIndex.X, Group.IdxX);
        shared[t] = 0;
        if (x[i] > 19) shared[t] = x[i];
        Group.Barrier();
        y[i] = shared[Threads - 1 - t];
    }

    // Every thread draws a number; the thread that drew j marks y[j].
    public static void AtomicResult(ArrayView<int> x, ArrayView<int> y)
    {
        var drawn = Atomic.Add(ref y[0], 1) + 1;
        if (drawn > 0) y[drawn] = 1;
    }

    public static void ImplicitCondition(Index1D i, ArrayView<int> x, ArrayView<int> y)
    {
        if (x[i] > 19) y[i] = 2 * x[i];
    }

    public static void ImplicitLoop(Index1D i, ArrayView<int> x, ArrayView<int> y)
    {
        var sum = 0;
        for (var k = 0; k < x[i]; k++) sum += k ^ x[i];
        y[i] = sum;
    }

    public static void ImplicitSwitch(Index1D i, ArrayView<int> x, ArrayView<int> y)
    {
        switch (x[i] & 3)
        {
            case 0: y[i] = x[i] + 10; break;
            case 1: y[i] = x[i] * 3; break;
            case 2: y[i] = x[i] - 7; break;
            default: y[i] = x[i] ^ 85; break;
        }
    }

    public static void ImplicitShuffle(Index1D i, ArrayView<int> x, ArrayView<int> y)
    {
        var count = 0;
        for (var k = x[i]; k < 40; k += 3) count++;
        var chosen = 100;
        if (count > 6)
        {
            chosen = 0;
            for (var k = 0; k < count; k++) chosen += k ^ count;
        }
        y[i] = chosen + (3 * Warp.ShuffleXor(chosen, 1));
    }

    private static int Mixed(int n) => Enumerable.Range(0, n).Sum(k => k ^ n);

    private static int Counted(int x) => (42 - x) / 3;

    private static int Chosen(int x) => Counted(x) > 6 ? Mixed(Counted(x)) : 100;

    private static int Switched(int v)
    {
        switch (v & 3)
        {
            case 0:
                for (var k = 0; k < 9; k++) v += k & v;
                return v;
            case 1: return v * 3;
            case 2: return v - 7;
            default: return v ^ 85;
        }
    }
}
