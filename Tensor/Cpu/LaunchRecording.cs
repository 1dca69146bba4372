namespace Gexia.Cpu;

/// <summary>
/// Writes down what one thread launches, in order, so that a <see cref="LaunchProgram"/> can do it again without the code that asked for
/// it: shapes, layouts, records and decisions are all made once.
/// </summary>
/// <remarks>
/// That works because nothing but kernels touches the memory of tensors: copies, fills and conversions are kernels too, and reading or
/// writing elements from outside is refused while a recording is open.
/// </remarks>
internal sealed class LaunchRecording : IDisposable
{
    [ThreadStatic] private static LaunchRecording? current;

    private readonly List<CapturedLaunch> launches = [];
    private readonly List<(Storage Storage, PinnedBuffer Buffer)> memory = [];
    private readonly HashSet<object> held = new(ReferenceEqualityComparer.Instance);

    private LaunchRecording(BufferPool pool) => Pool = pool;

    /// <summary>The recording that is open on this thread, if any; null inside its kernels.</summary>
    public static LaunchRecording? Current => current;

    /// <summary>Where the scopes of the recording take their memory.</summary>
    public BufferPool Pool { get; }

    /// <summary>Starts one on this thread.</summary>
    /// <exception cref="InvalidOperationException">One is open already.</exception>
    public static LaunchRecording Begin(BufferPool pool)
    {
        RefuseHost("LaunchRecording: a capture cannot hold another.");
        return current = new LaunchRecording(pool);
    }

    /// <summary>Refuses what would not be done again.</summary>
    /// <exception cref="InvalidOperationException">A recording is open on this thread.</exception>
    public static void RefuseHost(string reason)
    {
        if (current is not null) throw new InvalidOperationException(reason);
    }

    /// <summary>Keeps what a kernel has only addresses of until here and, if this thread records, as long as its launches can be made again.</summary>
    /// <exception cref="InvalidOperationException">The tensor's memory will not live that long.</exception>
    public static void KeepAlive(Tensor? tensor)
    {
        if (current is { } recording && tensor is not null) recording.Hold(tensor.Storage);
        GC.KeepAlive(tensor);
    }

    /// <summary>As for a tensor.</summary>
    public static void KeepAlive(FrozenWeight weight)
    {
        current?.held.Add(weight);
        GC.KeepAlive(weight);
    }

    /// <summary>Runs a kernel and writes it down.</summary>
    public void Run<TKernel>(in TKernel kernel, bool isDouble, long count, long grain) where TKernel : struct, ICpuKernel
    {
        launches.Add(new CapturedLaunch<TKernel>(kernel, isDouble, count, grain));
        current = null;                             // what a kernel launches is launched by the kernel again
        try
        {
            CpuLauncher.Start(kernel, isDouble, count, grain);
        }
        finally
        {
            current = this;
        }
    }

    /// <summary>Notes the memory of a storage that was made while recording.</summary>
    public void Use(Storage storage, PinnedBuffer buffer) => memory.Add((storage, buffer));

    /// <summary>What was written down. The scopes of the recording have ended.</summary>
    /// <param name="results">Tensors that may be read after each run.</param>
    public LaunchProgram ToProgram(IEnumerable<Tensor> results)
    {
        var shown = results.Select(result => result.Storage).ToHashSet();
        return new([.. launches], [.. memory.Where(entry => !shown.Contains(entry.Storage))], [.. memory.Where(entry => shown.Contains(entry.Storage))], held);
    }

    /// <summary>Ends the recording.</summary>
    public void Dispose() => current = null;

    private void Hold(Storage storage)
    {
        if (storage.Owner is { } scope && !scope.IsPartOf(this))
            throw new InvalidOperationException("Tensor: it belongs to a scope of another thread, which will give its memory back while the captured step still uses it. Make it outside every scope.");
        held.Add(storage);
    }
}
