namespace Gexia.Gpu;

/// <summary>
/// The body of a kernel for a GPU: a struct of unmanaged numbers, made from the kernel by <see cref="IKernel.OnGpu"/>, whose
/// <see cref="Run"/> is what each thread does. It names no device and no library: the executor supplies the thread and the views.
/// </summary>
/// <remarks>
/// What compiles well and rightly on every GPU: explicit locals instead of arrays; <c>&gt;&gt;</c> and <c>&amp;</c> on numbers that are not
/// negative instead of <c>/</c> and <c>%</c> on integers; functions by a lane of one float (<see cref="Cpu.ILane{TSelf}"/>), not by
/// <see cref="MathF"/>, whose approximations differ from device to device; no barrier in a branch that some threads of a group do not take.
/// Choices are <c>if</c> statements, or <c>?:</c> of floats: <c>b ? 1 : 0</c> inside another choice is compiled wrongly by ILGPU 1.5.3.
/// Numbers are read and written through <see cref="IStored"/> and computed with in float32; float64 stays on the processor.
/// </remarks>
public interface IGpuBody
{
    /// <summary>Threads of a group: a multiple of <see cref="IGpu.WarpSize"/>, at most 1,024.</summary>
    static abstract int Threads { get; }

    /// <summary>
    /// Groups that a multiprocessor should hold at once, at least: it limits the registers of a thread. 0 limits nothing.
    /// </summary>
    static virtual int GroupsAtOnce => 0;

    /// <summary>Floats of memory that the threads of a group share; at most 12,288 (48 KB). They hold anything at first.</summary>
    static virtual int SharedFloats => 0;

    /// <summary>What one thread does.</summary>
    /// <param name="gpu">The thread.</param>
    /// <param name="operands">The tensors of the kernel, in the order of its <see cref="IKernel.Operands"/>.</param>
    /// <param name="shared">Memory of the group: <see cref="SharedFloats"/> floats.</param>
    void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>;
}
