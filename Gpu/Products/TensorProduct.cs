using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>
/// Runs products of bfloat16 and float16 on tensor cores: chooses the body by how the operands lie, the tile by their sizes.
/// </summary>
/// <param name="device">With tensor cores.</param>
/// <param name="operands">Of the kernel.</param>
/// <param name="product">One product.</param>
/// <param name="a">Its A.</param>
/// <param name="b">Its B.</param>
/// <param name="choice">The tile, and into how many parts k is cut.</param>
internal readonly struct TensorProduct(
    GpuDevice device, in Operands operands, in GpuProduct product, TensorOperand a, TensorOperand b, TensorChoice choice)
{
    private readonly Operands operands = operands;
    private readonly GpuProduct product = product;

    /// <summary>Runs a product.</summary>
    /// <returns>
    /// False where lines of an operand do not begin at multiples of 16 bytes or end outside, for batches, and for float32: nothing was run.
    /// </returns>
    public static bool TryRun<TMap>(GpuDevice device, in Operands operands, in GpuProduct product, TMap map)
        where TMap : struct, IMap3
    {
        var p = product.Problem;
        if (p.A.DType is not (DType.BFloat16 or DType.Float16) || product.Batch.Count != 1
            || !TensorOperand.TryOf(p.A, p.AOffset, p.ARow, p.AColumn, p.M, p.K, out var a, out var aAlongK)
            || !TensorOperand.TryOf(p.B!, p.BOffset, p.BColumn, p.BRow, p.N, p.K, out var b, out var bAlongK))
            return false;
        var canCut = !product.IsMapped && p.Bias is null && p.CRow == p.N && p.N % 4 == 0 && p.COffset == 0 && Stored.IsAligned(p.C);
        var choice = TensorChoice.Of(p.M, p.N, p.K, device.TensorCores, canCut);
        new TensorProduct(device, operands, product, a, b, choice).Run(map, aAlongK, bAlongK);
        return true;
    }

    /// <summary>Runs it as it was chosen.</summary>
    public void Run<TMap>(TMap map, bool aAlongK, bool bAlongK) where TMap : struct, IMap3
    {
        if (product.Problem.A.DType == DType.Float16) Run<TMap, Float16Unit, StoredFloat16>(map, aAlongK, bAlongK);
        else Run<TMap, BFloat16Unit, StoredBFloat16>(map, aAlongK, bAlongK);
    }

    private void Run<TMap, TUnit, TIn>(TMap map, bool aAlongK, bool bAlongK)
        where TMap : struct, IMap3
        where TUnit : struct, ITensorUnit
        where TIn : struct, IStored
    {
        if (choice.Parts > 1) InParts<TUnit, TIn>(aAlongK, bAlongK);
        else if (product.Problem.C.DType == DType.Float32) Run<TMap, TUnit, StoredFloat32>(map, aAlongK, bAlongK, operands, product.End);
        else Run<TMap, TUnit, TIn>(map, aAlongK, bAlongK, operands, product.End);
    }

    // Each part into memory of its own, then their sum in a fixed order.
    private void InParts<TUnit, TIn>(bool aAlongK, bool bAlongK) where TUnit : struct, ITensorUnit where TIn : struct, IStored
    {
        var c = product.Problem.C;
        using var scope = TensorScope.Begin();
        var parts = c.NewEmpty([choice.Parts, checked((int)product.Problem.M), checked((int)product.Problem.N)], DType.Float32);
        var all = operands.Reads;
        var end = new ProductEndNumbers((int)product.Problem.N, 0, ProductEndNumbers.Stores | ProductEndNumbers.InFours);
        Run<Unmapped, TUnit, StoredFloat32>(default, aAlongK, bAlongK, new([all[0], all[1], null, null, null, null, null], [parts]), end);
        var launcher = new DeviceLauncher(device, new([parts], [c]));
        if (c.DType == DType.Float32) Sum<StoredFloat32>(launcher);
        else Sum<TIn>(launcher);
    }

    private void Sum<TOut>(DeviceLauncher launcher) where TOut : struct, IStored
    {
        var fours = checked((int)(product.Problem.M * product.Problem.N / 4));
        var accumulate = product.Problem.Accumulate ? 1 : 0;
        launcher.Run(new SumPartsBody<TOut>(fours, choice.Parts, accumulate), MapGrid.Groups(fours));
    }

    private void Run<TMap, TUnit, TOut>(TMap map, bool aAlongK, bool bAlongK, in Operands views, ProductEndNumbers end)
        where TMap : struct, IMap3
        where TUnit : struct, ITensorUnit
        where TOut : struct, IStored
    {
        var launcher = new DeviceLauncher(device, views);
        switch (aAlongK, bAlongK)
        {
            case (true, true): Run<AlongK, AlongK, TUnit, TOut, TMap>(launcher, map, end); break;
            case (true, false): Run<AlongK, AcrossK, TUnit, TOut, TMap>(launcher, map, end); break;
            case (false, true): Run<AcrossK, AlongK, TUnit, TOut, TMap>(launcher, map, end); break;
            default: Run<AcrossK, AcrossK, TUnit, TOut, TMap>(launcher, map, end); break;
        }
    }

    private void Run<TA, TB, TUnit, TOut, TMap>(DeviceLauncher launcher, TMap map, ProductEndNumbers end)
        where TA : struct, ITensorOrder
        where TB : struct, ITensorOrder
        where TUnit : struct, ITensorUnit
        where TOut : struct, IStored
        where TMap : struct, IMap3
    {
        switch (choice.Tile)
        {
            case 0: Run<Tile128x256, TA, TB, TUnit, TOut, TMap>(launcher, map, end); break;
            case 1: Run<Tile128x128, TA, TB, TUnit, TOut, TMap>(launcher, map, end); break;
            case 2: Run<Tile64x128, TA, TB, TUnit, TOut, TMap>(launcher, map, end); break;
            default: Run<Tile64x64, TA, TB, TUnit, TOut, TMap>(launcher, map, end); break;
        }
    }

    private void Run<TTile, TA, TB, TUnit, TOut, TMap>(DeviceLauncher launcher, TMap map, ProductEndNumbers end)
        where TTile : struct, ITensorTile
        where TA : struct, ITensorOrder
        where TB : struct, ITensorOrder
        where TUnit : struct, ITensorUnit
        where TOut : struct, IStored
        where TMap : struct, IMap3
    {
        int rows = 8 << TTile.ShiftA, columns = 8 << TTile.ShiftB;
        var numbers = new TensorNumbers(product, a, b, end, rows, columns, choice.Parts);
        launcher.Run(
            new TensorBody<TTile, TA, TB, TUnit, TOut, TMap>(numbers, map),
            GpuProduct.Tiles(product.Problem.M, rows) * GpuProduct.Tiles(product.Problem.N, columns) * choice.Parts);
    }
}
