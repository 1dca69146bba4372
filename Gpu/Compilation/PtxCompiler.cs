using System.Reflection;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Gexia.Gpu;

/// <summary>Compiles bodies to PTX, mended; for a device, or without one.</summary>
internal static class PtxCompiler
{
    /// <summary>What is changed in the text that ILGPU writes.</summary>
    public const PtxChanges Changes = PtxChanges.Branches | PtxChanges.Rounding;

    /// <summary>The text of a body for an architecture, without a device.</summary>
    public static string Text<TBody>(CudaArchitecture architecture) where TBody : struct, IGpuBody
    {
        using var context = GpuContext.Create();
        using var backend = new PTXBackend(context, architecture, CudaInstructionSet.ISA_80, null!);
        return Compile<TBody>(backend).PTXAssembly;
    }

    /// <summary>Compiles a body.</summary>
    public static PTXCompiledKernel Compile<TBody>(Backend backend) where TBody : struct, IGpuBody
    {
        var compiled = (PTXCompiledKernel)backend.Compile(Describe<TBody>(), Limits<TBody>());
        TextOf(compiled) = PtxText.Change(compiled.PTXAssembly, Changes);
        return compiled;
    }

    /// <summary>A kernel of a text that was compiled before, by the same versions of everything.</summary>
    public static PTXCompiledKernel FromText<TBody>(Context context, string text) where TBody : struct, IGpuBody
    {
        var entry = new EntryPoint(Describe<TBody>(), new SharedMemorySpecification(0, BodyEntry.IsShareDynamic<TBody>()), Limits<TBody>());
        return New(context, entry, null!, text);
    }

    /// <summary>How many threads a group has at most, and how many groups a multiprocessor at least.</summary>
    public static KernelSpecialization Limits<TBody>() where TBody : struct, IGpuBody =>
        new(TBody.Threads, TBody.GroupsAtOnce > 0 ? TBody.GroupsAtOnce : null);

    private static EntryPointDescription Describe<TBody>() where TBody : struct, IGpuBody =>
        EntryPointDescription.FromExplicitlyGroupedKernel(BodyEntry.Of<TBody>(hasWarps: true));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<PTXAssembly>k__BackingField")]
    private static extern ref string TextOf(PTXCompiledKernel kernel);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern PTXCompiledKernel New(Context context, EntryPoint entryPoint, CompiledKernel.KernelInfo info, string text);
}
