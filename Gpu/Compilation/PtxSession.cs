using ILGPU;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;

namespace Gexia.Gpu;

/// <summary>
/// Compiles bodies for one architecture, in a context apart from that of the device. ILGPU keeps what it has compiled in a context, and
/// sometimes cannot compile a body in one that has others in it; and one in which a compilation failed fails from then on. So a body that
/// fails is compiled again in a new context, and only what fails there, too, is a failure.
/// </summary>
internal sealed class PtxSession(CudaArchitecture architecture, CudaInstructionSet instructions) : IDisposable
{
    private Context? context;
    private PTXBackend? backend;

    /// <summary>The text of a body, mended.</summary>
    public string Text<TBody>() where TBody : struct, IGpuBody
    {
        var isNew = context is null;
        try
        {
            return PtxCompiler.Compile<TBody>(Backend()).PTXAssembly;
        }
        catch (Exception) when (!isNew)
        {
            Dispose();
            return PtxCompiler.Compile<TBody>(Backend()).PTXAssembly;
        }
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
