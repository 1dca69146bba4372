using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// What holds for the work that a thread does now: its scope, how many threads and how wide vectors its kernels use, whether it records.
/// Guards (<see cref="TensorScope"/>, <see cref="CpuThreads.Limit"/>, …) change it and put back what was before.
/// </summary>
/// <remarks>
/// It is bound to a thread and to the flow of execution that opened the first guard: other work on the thread, such as a pool's next work
/// item, sees nothing of it, and neither does what the flow starts on other threads. So a guard that is never disposed ends with its flow,
/// not with its thread. Guards are ref structs: the compiler keeps them on their thread, and out of the two sides of an <c>await</c>.
/// A guard that ends before others that were opened inside it ends those, too; ending one twice does nothing.
/// </remarks>
internal sealed class Ambient
{
    [ThreadStatic] private static Ambient? current;

    // The runtime calls this on whichever thread the value changes: at both ends of a work item, around an await, when it is set.
    private static readonly AsyncLocal<Ambient?> flow = new(change => current = change.CurrentValue is { } next && next.thread == Thread.CurrentThread ? next : null);

    private readonly Thread thread = Thread.CurrentThread;
    private Level[] levels = new Level[4];
    private int depth;
    private long lastGuard;
    private Settings now;

    /// <summary>That of the present work; null where no guard is open.</summary>
    public static Ambient? Current => current;

    /// <summary>What holds now.</summary>
    public ref Settings Now => ref now;

    /// <summary>Opens a guard: what is changed from here on holds until it is disposed.</summary>
    /// <param name="ambient">Where to change it.</param>
    public static Guard Open(out Ambient ambient)
    {
        ambient = current ?? (flow.Value = new Ambient());
        if (ambient.depth == ambient.levels.Length) Array.Resize(ref ambient.levels, 2 * ambient.depth);
        ambient.levels[ambient.depth++] = new() { Before = ambient.now, Guard = ++ambient.lastGuard };
        return new(ambient, ambient.depth, ambient.lastGuard);
    }

    /// <summary>Makes a scope the present one, to be ended with the guard that was opened last.</summary>
    public void Enter(ScopeMemory scope)
    {
        levels[depth - 1].Opened = scope;
        now.Scope = scope;
    }

    private bool Close(int level, long guard)
    {
        if (level > depth || levels[level - 1].Guard != guard) return true;      // ended before
        var orderly = level == depth;
        while (depth >= level)
        {
            ref var last = ref levels[--depth];
            now = last.Before;
            last.Opened?.End();
            last = default;
        }
        if (depth == 0 && flow.Value == this) flow.Value = null;
        return orderly;
    }

    /// <summary>What guards change.</summary>
    public struct Settings
    {
        /// <summary>Owns the tensors that are made.</summary>
        public ScopeMemory? Scope;

        /// <summary>Writes down the kernels that are launched.</summary>
        public LaunchRecording? Recording;

        /// <summary>Threads that kernels may use; 0 where nothing is said.</summary>
        public int Threads;

        /// <summary>The level of vectors, plus 1; 0 where nothing is said.</summary>
        public int Vectors;

        /// <summary>Autograd's: whether operations are not recorded.</summary>
        public bool IsPaused;

        /// <summary>Autograd's: who is told of operations that are not recorded.</summary>
        public object? Witness;
    }

    /// <summary>Puts back what was before.</summary>
    public readonly ref struct Guard
    {
        private readonly Ambient? ambient;
        private readonly int level;
        private readonly long number;

        internal Guard(Ambient ambient, int level, long number) => (this.ambient, this.level, this.number) = (ambient, level, number);

        /// <summary>Ends it. False when others that were opened inside it were still open; they have ended with it.</summary>
        public bool Close() => ambient is null || ambient.Close(level, number);
    }

    private struct Level
    {
        public Settings Before;
        public long Guard;
        public ScopeMemory? Opened;
    }
}
