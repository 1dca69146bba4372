using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Gexia.Benchmarks.Gpu;

/// <summary>A product's operands on a device, with padded rows; the padding holds NaN, which must not reach the result.</summary>
internal sealed class Products : IDisposable
{
    private readonly Target target;

    /// <param name="target">The device.</param>
    /// <param name="shape">Sizes and pitches.</param>
    /// <param name="rowsOfB">n where B is stored as its transpose, else k.</param>
    /// <param name="wordsOf2">32-bit words of two elements of A and B: 2 for float32, 1 for bf16.</param>
    /// <param name="wordsOf2C">The same of C.</param>
    public Products(Target target, GemmShape shape, int rowsOfB, int wordsOf2, int wordsOf2C)
    {
        this.target = target;
        Shape = shape;
        A = Filled((long)shape.M * shape.PitchA * wordsOf2 / 2);
        B = Filled((long)rowsOfB * shape.PitchB * wordsOf2 / 2);
        C = Filled((long)shape.M * shape.PitchC * wordsOf2C / 2);
    }

    public GemmShape Shape { get; }

    public MemoryBuffer1D<uint, Stride1D.Dense> A { get; }

    public MemoryBuffer1D<uint, Stride1D.Dense> B { get; }

    /// <summary>NaN in every element before the product.</summary>
    public MemoryBuffer1D<uint, Stride1D.Dense> C { get; }

    public static ArrayView<T> Of<T>(MemoryBuffer1D<uint, Stride1D.Dense> buffer) where T : unmanaged =>
        ((ArrayView<uint>)buffer.View).Cast<T>();

    /// <summary>Random numbers between −1 and 1 on the device, for large products without padding.</summary>
    public void FillOnDevice(bool halves)
    {
        var (words, floats) = (RuntimeKernels.Named("fill-words"), RuntimeKernels.Named("fill-floats"));
        foreach (var (buffer, seed) in new[] { (A, 11u), (B, 0x40000000u) })
            if (halves) target.Load<Filling<uint>>(words)(target.Stream, new KernelConfig(1024, 256), buffer.View, seed);
            else target.Load<Filling<float>>(floats)(target.Stream, new KernelConfig(1024, 256), Of<float>(buffer), seed);
        target.Synchronize();
    }

    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
        C.Dispose();
    }

    /// <summary>A number rounded up to a multiple.</summary>
    public static int Padded(int size, int to) => (size + to - 1) / to * to;

    private MemoryBuffer1D<uint, Stride1D.Dense> Filled(long words)
    {
        var buffer = target.Accelerator.Allocate1D<uint>(words);
        buffer.MemSet(target.Stream, 0xFF);                             // all ones are NaN, in float32 and in bf16
        return buffer;
    }
}

/// <summary>What a product stage measured for one kernel and size.</summary>
internal static class ProductTiming
{
    /// <summary>Times a product in turns with PyTorch's and adds the line.</summary>
    public static void Add(Run run, Target target, TorchPeer? peer, string table, string kernel, int size, string work, Action launch,
        double relativeError)
    {
        using var clock = new Clock(target);
        var (own, other, share) = TorchPeer.InTurns(clock, launch, peer, $"{work} {size}");
        var operations = 2.0 * size * size * size;
        run.Report.Add(table, ("kernel", kernel), ("size", size), ("ms", own * 1e3), ("TFLOP/s", operations / own / 1e12),
            ("PyTorch TFLOP/s", operations / other / 1e12), ("share of PyTorch", share),
            ("relative error of 256 elements", relativeError));
    }

    /// <summary>Lets a kernel use so many bytes of dynamic shared memory, and says what the driver made of it.</summary>
    public static void Allow(Run run, Kernel kernel, string name, int sharedBytes)
    {
        if (kernel is not CudaKernel cuda) return;
        CudaDriver.Check(CudaDriver.SetFunctionAttribute(cuda.FunctionPtr, CudaDriver.MostDynamicSharedBytes, sharedBytes));
        CudaDriver.Check(CudaDriver.FunctionAttribute(out var registers, CudaDriver.Registers, cuda.FunctionPtr));
        CudaDriver.Check(CudaDriver.FunctionAttribute(out var local, CudaDriver.LocalBytes, cuda.FunctionPtr));
        run.Report.Add("loaded", ("kernel", name), ("registers", registers), ("local bytes", local),
            ("dynamic shared bytes", sharedBytes));
    }
}
