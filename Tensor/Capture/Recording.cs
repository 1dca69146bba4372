namespace Gexia.Cpu;

/// <summary>
/// Writes down what one thread launches, in order, so that a <see cref="RecordedLaunches"/> can do it again without the code that asked for
/// it: shapes, layouts, records and decisions are all made once.
/// </summary>
/// <remarks>
/// That works because nothing but kernels touches the memory of tensors: copies, fills and conversions are kernels too, and reading or
/// writing elements from outside is refused while a recording is open.
/// </remarks>
internal sealed class Recording(BufferPool pool)
{
    private readonly List<RecordedLaunch> launches = [];
    private readonly List<(Storage Storage, DeviceBuffer Buffer)> memory = [];
    private readonly HashSet<Storage> written = new(ReferenceEqualityComparer.Instance);

    /// <summary>The recording that is open on this thread, if any; null inside its kernels.</summary>
    public static Recording? Current => Ambient.Current?.Settings.Recording;

    /// <summary>Where the scopes of the recording take their memory.</summary>
    public BufferPool Pool => pool;

    /// <summary>Writes down what this thread launches until the result is disposed.</summary>
    public Opened Open()
    {
        var guard = Ambient.Open(out var ambient);
        ambient.Settings = ambient.Settings with { Recording = this };
        return new(guard);
    }

    /// <summary>Refuses what would not be done again.</summary>
    /// <exception cref="InvalidOperationException">A recording is open on this thread.</exception>
    public static void RefuseHost(string reason)
    {
        if (Current is not null) throw new InvalidOperationException(reason);
    }

    /// <summary>Runs a kernel and writes it down.</summary>
    public void Run<TKernel>(in TKernel kernel, bool isDouble, long count, long grain) where TKernel : struct, ICpuKernel
    {
        launches.Add(new RecordedLaunch<TKernel>(kernel, isDouble, count, grain));
        var ambient = Ambient.Current!;
        var settings = ambient.Settings;
        ambient.Settings = settings with { Recording = null };      // what a kernel launches is launched by the kernel again
        try
        {
            CpuLauncher.Start(kernel, isDouble, count, grain);
        }
        finally
        {
            ambient.Settings = settings;
        }
    }

    /// <summary>Writes down a launch that was made.</summary>
    public void Add(RecordedLaunch launch) => launches.Add(launch);

    /// <summary>Refuses memory that will not be there when the launches are made again.</summary>
    /// <exception cref="InvalidOperationException">A tensor belongs to a scope that is not part of the recording.</exception>
    public void Require(ReadOnlySpan<Tensor?> operands)
    {
        foreach (var tensor in operands)
            if (tensor?.Storage.Owner is { } scope && !scope.IsPartOf(this))
                throw new InvalidOperationException(
                    $"Tensor: {tensor.Description} belongs to a scope that was open before the capture of a step began, "
                    + $"or is another thread's. Its memory will be given back, but the "
                    + "captured step would go on using it. Make it outside every scope (TensorScope.Suspend) if it is an input, "
                    + "or inside the capture.");
    }

    /// <summary>Notes that a tensor is written to whenever the launches are made.</summary>
    public void Write(Storage storage) => written.Add(storage);

    /// <summary>Notes the memory of a storage that was made while recording.</summary>
    public void Use(Storage storage, DeviceBuffer buffer) => memory.Add((storage, buffer));

    /// <summary>What was written down. The scopes of the recording have ended.</summary>
    /// <param name="results">Tensors that may be read after each run.</param>
    public RecordedLaunches ToProgram(IEnumerable<Tensor> results)
    {
        var shown = results.Select(result => result.Storage).ToHashSet();
        return new(
            [.. launches], [.. memory.Where(entry => !shown.Contains(entry.Storage))],
            [.. memory.Where(entry => shown.Contains(entry.Storage))], [.. written]);
    }

    /// <summary>Ends the recording.</summary>
    public readonly ref struct Opened : IDisposable
    {
        private readonly Ambient.Guard guard;

        internal Opened(Ambient.Guard guard) => this.guard = guard;

        /// <summary>Ends it.</summary>
        public void Dispose() => guard.Close();
    }
}
