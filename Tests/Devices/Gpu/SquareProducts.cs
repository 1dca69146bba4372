using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>
/// Products by their GPU body in squares of a given size, whatever size their shapes would choose. Compiled into the tests, and with bodies
/// that hold a mistake.
/// </summary>
internal static class SquareProducts
{
    /// <summary>y = first + (a·b + bias, or y + the same), over the last two axes of matrices.</summary>
    public static Tensor Multiply(Tensor a, Tensor b, Tensor bias, Tensor first, Tensor y, bool accumulate, bool isLarge)
    {
        var problem = GemmProblem.Of(a, b, y);
        (problem.Bias, problem.Accumulate) = (bias, accumulate);
        // Not Products.Plus: with mistakes compiled in, the map is another type.
        var plus = new MapEpilogue<OfFirstTwo<Sum>>(new(new()), first, null, null);
        Run(problem, new(), plus, new OfFirstTwo<Sum>(new()), isLarge);
        return y;
    }

    /// <summary>Any products.</summary>
    public static void Run<TMap>(in GemmProblem problem, in GemmBatch batch, MapEpilogue<TMap> epilogue, TMap map, bool isLarge)
        where TMap : struct, IMap3 =>
        problem.C.Device.Run(new SquareKernel<TMap>(problem, batch, epilogue, map, isLarge));
}

internal readonly struct SquareKernel<TMap>(
    in GemmProblem problem, in GemmBatch batch, MapEpilogue<TMap> epilogue, TMap map, bool isLarge) : IKernel where TMap : struct, IMap3
{
    private readonly GemmProblem problem = problem;
    private readonly GemmBatch batch = batch;

    public Operands Operands => Kernel.Operands;

    private GemmKernel<MapEpilogue<TMap>> Kernel => new(problem, batch, epilogue);

    public void OnCpu() => Kernel.OnCpu();

    public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher
    {
        var product = new GpuProduct(problem, batch, epilogue.First, epilogue.Second, epilogue.Target, isMapped: true);
        if (isLarge) Launch<LargeTile, TLauncher>(product, gpu);
        else Launch<SmallTile, TLauncher>(product, gpu);
        return true;
    }

    private void Launch<TTile, TLauncher>(in GpuProduct product, in TLauncher gpu)
        where TTile : struct, IProductTile
        where TLauncher : struct, IGpuLauncher
    {
        var width = ProductBody<StoredFloat32, StoredFloat32, TMap, TTile>.Width;
        gpu.Run(
            new ProductBody<StoredFloat32, StoredFloat32, TMap, TTile>(new(product, width), map),
            GpuProduct.Tiles(problem.M, width) * GpuProduct.Tiles(problem.N, width) * batch.Count);
    }
}
