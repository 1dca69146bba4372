using System.Collections.Concurrent;
using Gexia.Cpu;
using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Gpu;

/// <summary>
/// A device whose kernels ILGPU compiles from the GPU bodies of operations, when they are first used. It queues them: calls return at once,
/// and reading a tensor waits for all that was run before.
/// </summary>
/// <remarks>
/// For one thread at a time. What has no GPU body, float64 above all, the processor runs on copies of the tensors; <see cref="Fallbacks"/>
/// counts that.
/// </remarks>
public abstract class GpuDevice : Device, IDisposable
{
    private readonly Lock loading = new();
    private readonly ConcurrentQueue<nint> abandoned = new();
    private LoadedBody?[] bodies = new LoadedBody?[64];
    private long fallbacks, launches;

    private protected GpuDevice(string name, string description) : base(name) => Description = description;

    /// <inheritdoc/>
    public sealed override bool IsHost => false;

    /// <inheritdoc/>
    public sealed override bool HasFloat64 => false;

    /// <summary>The product, and what it has: for people.</summary>
    public string Description { get; }

    /// <summary>Kernels that the processor has run, on copies, because they have no GPU body for their dtypes.</summary>
    public long Fallbacks => Volatile.Read(ref fallbacks);

    /// <summary>Bodies launched so far.</summary>
    public long Launches => Volatile.Read(ref launches);

    /// <summary>Bytes of its memory.</summary>
    public abstract long TotalBytes { get; }

    /// <summary>Multiprocessors with tensor cores; 0 where products run without.</summary>
    internal virtual int TensorCores => 0;

    /// <summary>Measures each launch while it is there.</summary>
    internal LaunchProfile? Profile { get; set; }

    /// <summary>The bodies that are loaded.</summary>
    internal IReadOnlyList<Type> Bodies => [.. bodies.OfType<LoadedBody>().Select(loaded => loaded.Body)];

    /// <summary>Frees the device. Tensors on it cannot be used any more.</summary>
    public abstract void Dispose();

    internal sealed override bool HasManyThreads => true;

    /// <summary>Puts a body into the queue.</summary>
    internal void Launch<TBody>(in TBody body, int groups, in Operands operands) where TBody : struct, IGpuBody
    {
        var loaded = Loaded<TBody>();
        var all = operands.All;
        var shared = BodyEntry.IsShareDynamic<TBody>() ? SharedMemoryConfig.RequestDynamic<float>(TBody.SharedFloats) : default;
        var config = new KernelConfig(groups, TBody.Threads, shared);
        launches++;
        Profile?.Begin(typeof(TBody), groups);
        Guarded(loaded, config, body, all);
        Profile?.End();
    }

    /// <summary>Runs a kernel on the processor, on copies of its tensors that are written back.</summary>
    internal void RunOnProcessor<TKernel>(in TKernel kernel) where TKernel : struct, IKernel
    {
        Interlocked.Increment(ref fallbacks);
        using var copies = new HostCopies(kernel.Operands);
        var guard = Ambient.Open(out var ambient);
        ambient.Settings = ambient.Settings with { Recording = null };      // it is written down as a whole
        try
        {
            kernel.OnCpu();
        }
        finally
        {
            guard.Close();
        }
        copies.WriteBack();
    }

    /// <summary>Something that takes the time of launches; <see cref="Profile"/> begins with it.</summary>
    internal virtual LaunchProfile NewProfile() => new WallProfile(this);

    /// <summary>Compiles and loads a body.</summary>
    private protected abstract LoadedBody<TBody> Load<TBody>() where TBody : struct, IGpuBody;

    /// <summary>Before a launch on this thread.</summary>
    private protected virtual void Bind() { }

    /// <summary>After a launch.</summary>
    private protected virtual void Launched(AcceleratorStream stream) { }

    /// <summary>What an exception of ILGPU's or the driver's means.</summary>
    private protected abstract Exception Explain(Exception error);

    /// <summary>A view of no bytes, for operands that are not there.</summary>
    private protected abstract ArrayView<byte> NoBytes { get; }

    /// <summary>Notes memory whose buffer was collected; it is freed at the next allocation, in the order of the queue.</summary>
    internal void Abandon(nint memory) => abandoned.Enqueue(memory);

    /// <summary>Memory to be freed, if any.</summary>
    private protected bool TryTakeAbandoned(out nint memory) => abandoned.TryDequeue(out memory);

    private protected sealed override void RunHere<TKernel>(in TKernel kernel)
    {
        if (kernel.OnGpu(new DeviceLauncher(this, kernel.Operands))) return;
        RunOnProcessor(kernel);
        Recording.Current?.Add(new RecordedFallback<TKernel>(this, kernel));
    }

    private void Guarded<TBody>(LoadedBody<TBody> loaded, KernelConfig config, in TBody body, ReadOnlySpan<Tensor?> all)
        where TBody : struct, IGpuBody
    {
        Bind();
        try
        {
            loaded.Launch(
                loaded.Stream, config, body, View(all, 0), View(all, 1), View(all, 2), View(all, 3), View(all, 4), View(all, 5),
                View(all, 6), View(all, 7), View(all, 8), View(all, 9), View(all, 10), View(all, 11));
            Launched(loaded.Stream);
        }
        catch (Exception e) when (e is AcceleratorException)
        {
            throw Explain(e);
        }
    }

    private ArrayView<byte> View(ReadOnlySpan<Tensor?> operands, int i)
    {
        if (i >= operands.Length || operands[i] is not { } tensor || tensor.Storage.Bytes == 0) return NoBytes;
        var offset = tensor.Layout.Offset * tensor.DType.Size();
        return new(((GpuBuffer)tensor.Storage.Buffer!).Memory, offset, (tensor.Storage.Bytes - offset + 3) & ~3L);
    }

    private LoadedBody<TBody> Loaded<TBody>() where TBody : struct, IGpuBody
    {
        var number = BodyNumber<TBody>.Value;
        var all = bodies;
        return number < all.Length && all[number] is { } loaded ? (LoadedBody<TBody>)loaded : LoadNow<TBody>(number);
    }

    private LoadedBody<TBody> LoadNow<TBody>(int number) where TBody : struct, IGpuBody
    {
        lock (loading)
        {
            if (number >= bodies.Length) Array.Resize(ref bodies, Math.Max(number + 1, 2 * bodies.Length));
            if (bodies[number] is LoadedBody<TBody> there) return there;
            Bind();
            try
            {
                var loaded = Load<TBody>();
                bodies[number] = loaded;
                return loaded;
            }
            catch (Exception e) when (e is AcceleratorException or InternalCompilerException or NotSupportedException)
            {
                throw Explain(e);
            }
        }
    }
}
