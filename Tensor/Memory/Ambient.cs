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

    private readonly Thread thread = Thread.CurrentThread;
    private Level[] levels = new Level[4];
    private int depth;
    private long lastGuard;

    /// <summary>That of the present work; null where no guard is open.</summary>
    public static Ambient? Current => current;

    /// <summary>What owns the tensors that are made.</summary>
    public ScopeMemory? Scope { get; set; }

    /// <summary>Everything else.</summary>
    public AmbientSettings Settings { get; set; } = AmbientSettings.None;

    /// <summary>Opens a guard: what is changed from here on holds until it is closed.</summary>
    /// <param name="ambient">Where to change it.</param>
    public static Guard Open(out Ambient ambient)
    {
        ambient = current ?? Begin();
        if (ambient.depth == ambient.levels.Length) Array.Resize(ref ambient.levels, 2 * ambient.depth);
        ref var level = ref ambient.levels[ambient.depth++];
        level.Scope = ambient.Scope;
        level.Settings = ambient.Settings;
        level.Guard = ++ambient.lastGuard;
        return new(ambient, ambient.depth, level.Guard);
    }

    /// <summary>Makes a scope the present one; it ends with the guard that was opened last.</summary>
    public void Enter(ScopeMemory scope)
    {
        scope.Begin(this, depth);
        Scope = scope;
    }

    private static Ambient Begin()
    {
        var ambient = new Ambient();
        Flow.Value = ambient;
        return ambient;
    }

    private bool Close(int level, long guard)
    {
        if (level > depth || levels[level - 1].Guard != guard) return true;      // ended before
        var orderly = level == depth;
        for (; depth >= level; depth--)
        {
            var ended = Scope is { } scope && scope.Level == depth ? scope : null;
            ref var last = ref levels[depth - 1];
            (Scope, Settings) = (last.Scope, last.Settings);
            last = default;
            ended?.End();
        }
        if (depth == 0 && Flow.Value == this) Flow.Value = null;
        return orderly;
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

    // Apart, so that reading the present one needs no initialised class.
    private static class Flow
    {
        // The runtime calls this on whichever thread the value changes: at both ends of a work item, around an await, when it is set.
        private static readonly AsyncLocal<Ambient?> value = new(
            change => current = change.CurrentValue is { } next && next.thread == Thread.CurrentThread ? next : null);

        public static Ambient? Value
        {
            get => value.Value;
            set => Flow.value.Value = value;
        }
    }

    // What was before a guard.
    private struct Level
    {
        public ScopeMemory? Scope;
        public AmbientSettings Settings;
        public long Guard;
    }
}

/// <summary>What guards other than scopes change.</summary>
internal sealed record AmbientSettings
{
    /// <summary>Where no guard is open.</summary>
    public static readonly AmbientSettings None = new();

    /// <summary>Writes down the kernels that are launched.</summary>
    public Recording? Recording { get; init; }

    /// <summary>Whether loops of kernels are passed over: on a <see cref="Planning.PlanningDevice"/>.</summary>
    public bool IsDry { get; init; }

    /// <summary>Threads that kernels may use; 0 where nothing is said.</summary>
    public int Threads { get; init; }

    /// <summary>The level of vectors, plus 1; 0 where nothing is said.</summary>
    public int Vectors { get; init; }

    /// <summary>Autograd's: whether operations are not recorded.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Autograd's: who is told of operations that are not recorded.</summary>
    public object? Witness { get; init; }
}
