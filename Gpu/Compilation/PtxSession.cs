using ILGPU;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;

namespace Gexia.Gpu;

/// <summary>
/// Compiles bodies for one architecture, in a context apart from that of the device. ILGPU keeps what it has compiled in a context, and the
/// next body of the same parts comes out worse, with structs in local memory, or not at all; and a context in which a compilation failed
/// fails from then on. So bodies that share much memory, those of tensor cores, get a context of their own, and one that fails or comes out
/// with local memory is compiled again in a new one: only what fails there, too, is a failure.
/// </summary>
internal sealed class PtxSession(CudaArchitecture architecture, CudaInstructionSet instructions) : IDisposable
{
    private Context? context;
    private PTXBackend? backend;

    /// <summary>The text of a body, mended.</summary>
    public string Text<TBody>() where TBody : struct, IGpuBody
    {
        if (BodyEntry.IsShareDynamic<TBody>()) Dispose();
        var isNew = context is null;
        try
        {
            var text = PtxCompiler.Compile<TBody>(Backend()).PTXAssembly;
            if (isNew || PtxText.LocalAccesses(text) == 0) return text;
        }
        catch (Exception) when (!isNew)
        {
            // Its context is of no use any more.
        }
        Dispose();
        return PtxCompiler.Compile<TBody>(Backend()).PTXAssembly;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        backend?.Dispose();
        context?.Dispose();
        (backend, context) = (null, null);
    }

    private PTXBackend Backend() => backend ??= new(context ??= GpuContext.Create(), architecture, instructions, null!);
}
