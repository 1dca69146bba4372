using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Gexia.Benchmarks.Gpu;

/// <summary>Where kernels run.</summary>
internal enum TargetKind
{
    /// <summary>An NVIDIA device through its driver.</summary>
    Cuda,

    /// <summary>ILGPU's CPU accelerator: an operating system's thread for each thread of a group.</summary>
    Cpu,

    /// <summary>An OpenCL device; PoCL runs what ILGPU compiled on the processor.</summary>
    OpenCl,
}

/// <summary>A kernel that can be compiled, with its limits and the changes to its text.</summary>
/// <param name="Name">Unique among the catalogue.</param>
/// <param name="Body">A static method; its parameters are the kernel's.</param>
/// <param name="MostThreads">Threads of the largest group, 0 for no statement: <c>.maxntid</c>, which leaves more registers to
/// each.</param>
/// <param name="Changes">What is changed in the PTX before it is loaded.</param>
/// <param name="Implicit">Whether ILGPU makes the groups and the first parameter is a thread's number of all.</param>
internal sealed record KernelSource(string Name, Delegate Body, int MostThreads = 0, PtxChanges Changes = PtxChanges.Branches,
    bool Implicit = false);

/// <summary>A device with a context, and kernels loaded on it.</summary>
internal sealed class Target : IDisposable
{
    private Target(TargetKind kind, Context context, Accelerator accelerator)
    {
        (Kind, Context, Accelerator) = (kind, context, accelerator);
        Stream = kind == TargetKind.Cuda ? accelerator.CreateStream() : accelerator.DefaultStream;
    }

    public TargetKind Kind { get; }

    public Context Context { get; }

    public Accelerator Accelerator { get; }

    /// <summary>A stream of its own on CUDA, whose default stream cannot be captured.</summary>
    public AcceleratorStream Stream { get; }

    /// <summary>Warps and what belongs to them: shuffles, matrix instructions.</summary>
    public bool HasWarps => Kind != TargetKind.OpenCl;

    /// <param name="kind">Which device.</param>
    /// <param name="groupSize">Threads of the groups to come, a multiple of 32: the CPU accelerator starts that many.</param>
    /// <param name="ownInstructions">Whether <see cref="Instructions"/> are known.</param>
    public static Target Open(TargetKind kind, int groupSize = 32, bool ownInstructions = true)
    {
        var context = NewContext(builder => kind switch
        {
            TargetKind.Cuda => builder.Cuda(),
            TargetKind.OpenCl => builder.OpenCL(GpuContext.Accept),
            _ => builder.CPU(),
        }, ownInstructions);
        Accelerator accelerator = kind switch
        {
            TargetKind.Cuda => context.GetCudaDevice(0).CreateCudaAccelerator(context),
            TargetKind.OpenCl => context.GetCLDevice(0).CreateCLAccelerator(context),
            _ => new CPUDevice(32, groupSize / 32, 1).CreateCPUAccelerator(context),
        };
        return new(kind, context, accelerator);
    }

    /// <summary>A context at the level that all kernels are made for, with the instructions of <see cref="Instructions"/>.</summary>
    public static Context NewContext(Func<Context.Builder, Context.Builder>? devices = null, bool ownInstructions = true) =>
        ownInstructions
            ? GpuContext.Create(builder => devices?.Invoke(builder))
            : Context.Create(builder => (devices?.Invoke(builder) ?? builder).Optimize(OptimizationLevel.O2).EnableAlgorithms());

    /// <summary>Compiles, changes the text, loads.</summary>
    /// <typeparam name="TLauncher">Action of a stream, a <see cref="KernelConfig"/> and the kernel's parameters.</typeparam>
    public TLauncher Load<TLauncher>(KernelSource source) where TLauncher : Delegate =>
        LoadKernel(source).CreateLauncherDelegate<TLauncher>();

    /// <inheritdoc cref="Load"/>
    public Kernel LoadKernel(KernelSource source)
    {
        var compiled = Compile(Accelerator.GetBackend(), source);
        return source.Implicit ? Accelerator.LoadImplicitlyGroupedKernel(compiled, source.MostThreads) : Accelerator.LoadKernel(compiled);
    }

    /// <summary>A kernel's text for an architecture, without a device.</summary>
    public static string Ptx(KernelSource source, bool ownInstructions = true)
    {
        using var context = NewContext(ownInstructions: ownInstructions);
        using var backend = new PTXBackend(context, CudaArchitecture.SM_90, CudaInstructionSet.ISA_80, null!);
        return ((PTXCompiledKernel)Compile(backend, source)).PTXAssembly;
    }

    /// <summary>Waits for all that was asked of the stream.</summary>
    public void Synchronize() => Stream.Synchronize();

    /// <summary>What the driver says of a kernel's text, or null where it takes it.</summary>
    public string? Refusal(KernelSource source)
    {
        var text = ((PTXCompiledKernel)Compile(Accelerator.GetBackend(), source)).PTXAssembly;
        var error = CudaAPI.CurrentAPI.LoadModule(out _, text, out string? log);
        return error == CudaError.CUDA_SUCCESS ? null : $"{error}: {log?.TrimEnd('\0').ReplaceLineEndings(" ")}";
    }

    public void Dispose()
    {
        try
        {
            if (Kind == TargetKind.Cuda) Stream.Dispose();
            Accelerator.Dispose();
            Context.Dispose();
        }
        catch (CudaException)
        {
            // A kernel that the driver refused, or that was disposed of alone, makes ILGPU throw here; the process ends soon.
        }
    }

    private static CompiledKernel Compile(Backend backend, KernelSource source)
    {
        var limits = source.MostThreads == 0 ? default : new KernelSpecialization(source.MostThreads, 1);
        var entry = source.Implicit
            ? EntryPointDescription.FromImplicitlyGroupedKernel(source.Body.Method)
            : EntryPointDescription.FromExplicitlyGroupedKernel(source.Body.Method);
        var compiled = backend.Compile(entry, limits);
        if (compiled is PTXCompiledKernel ptx) Text(ptx) = PtxText.Change(ptx.PTXAssembly, source.Changes);
        return compiled;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<PTXAssembly>k__BackingField")]
    private static extern ref string Text(PTXCompiledKernel kernel);
}
