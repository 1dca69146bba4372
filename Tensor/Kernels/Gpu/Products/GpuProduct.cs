using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>A batch of products on its way to a GPU, with the tensors of what is done to finished values.</summary>
internal readonly struct GpuProduct
{
    /// <summary>Numbers of the operands of a <see cref="GemmKernel{TEpilogue}"/>.</summary>
    public const int A = 0, B = 1, Bias = 4, First = 5, Second = 6, C = 7, Target = 8;

    // Elements of C from which a large square pays; below, there are too few of them for all multiprocessors.
    private const long Many = 1 << 20, ManyRows = 96;

    /// <summary>The products.</summary>
    public readonly GemmProblem Problem;

    /// <summary>How many, and how they lie.</summary>
    public readonly GemmBatch Batch;

    /// <summary>What becomes of the sums.</summary>
    public readonly ProductEndNumbers End;

    /// <summary>Whether finished values go through a map.</summary>
    public readonly bool IsMapped;

    private readonly Tensor? first, second, target;

    /// <param name="problem">B is not packed.</param>
    /// <param name="batch">How many.</param>
    /// <param name="first">Second operand of the map.</param>
    /// <param name="second">Third operand of the map.</param>
    /// <param name="target">Where the map goes; null for C.</param>
    /// <param name="isMapped">Whether there is a map.</param>
    public GpuProduct(in GemmProblem problem, in GemmBatch batch, Tensor? first, Tensor? second, Tensor? target, bool isMapped)
    {
        (Problem, Batch, IsMapped) = (problem, batch, isMapped);
        (this.first, this.second, this.target) = (first, second, target);
        var toC = isMapped && (target is null || target == problem.C);
        var what = toC ? ProductEndNumbers.MapsC : isMapped ? ProductEndNumbers.Stores | ProductEndNumbers.Maps : ProductEndNumbers.Stores;
        if (problem.Bias is not null) what |= ProductEndNumbers.Biased;
        if (problem.Accumulate) what |= ProductEndNumbers.Accumulates;
        var width = (target ?? first)?.Shape[1] ?? 0;
        var steps = problem.CRow | problem.COffset | batch.COuter | batch.CInner | (uint)width;
        if ((steps & 3) == 0 && IsAligned(problem.C) && IsAligned(problem.Bias) && IsAligned(first) && IsAligned(second)
            && IsAligned(target))
            what |= ProductEndNumbers.InFours;
        End = new(checked((int)problem.N), width, what);

        static bool IsAligned(Tensor? tensor) => tensor is null || Stored.IsAligned(tensor);
    }

    /// <summary>Squares of a width that cover an extent.</summary>
    public static long Tiles(long extent, int width) => (extent + width - 1) / width;

    /// <summary>Hands the products to a launcher.</summary>
    /// <returns>False for dtypes that no body computes with: then nothing was run.</returns>
    public bool Run<TMap, TLauncher>(TMap map, in TLauncher gpu) where TMap : struct, IMap3 where TLauncher : struct, IGpuLauncher
    {
        if (Problem.M <= 0 || Problem.N <= 0 || Batch.Count <= 0) return true;
        var (input, output) = (Problem.A.DType, Problem.C.DType);
        if (Problem.B!.DType != input || Problem.Bias is { DType: not DType.Float32 } || !Are(output, first, second, target)) return false;
        return gpu.TryProduct(this, map) || (input, output) switch
        {
            (DType.Float32, DType.Float32) => Run<StoredFloat32, StoredFloat32, TMap, TLauncher>(map, gpu),
            (DType.BFloat16, DType.BFloat16) => Run<StoredBFloat16, StoredBFloat16, TMap, TLauncher>(map, gpu),
            (DType.BFloat16, DType.Float32) => Run<StoredBFloat16, StoredFloat32, TMap, TLauncher>(map, gpu),
            (DType.Float16, DType.Float16) => Run<StoredFloat16, StoredFloat16, TMap, TLauncher>(map, gpu),
            (DType.Float16, DType.Float32) => Run<StoredFloat16, StoredFloat32, TMap, TLauncher>(map, gpu),
            _ => false,
        };
    }

    /// <summary>Hands them to a launcher in squares of one size.</summary>
    public void RunIn<TIn, TOut, TMap, TTile, TLauncher>(TMap map, in TLauncher gpu)
        where TIn : struct, IStored
        where TOut : struct, IStored
        where TMap : struct, IMap3
        where TTile : struct, IProductTile
        where TLauncher : struct, IGpuLauncher
    {
        var width = ProductBody<TIn, TOut, TMap, TTile>.Width;
        gpu.Run(
            new ProductBody<TIn, TOut, TMap, TTile>(new(this, width), map),
            Tiles(Problem.M, width) * Tiles(Problem.N, width) * Batch.Count);
    }

    private bool Run<TIn, TOut, TMap, TLauncher>(TMap map, in TLauncher gpu)
        where TIn : struct, IStored
        where TOut : struct, IStored
        where TMap : struct, IMap3
        where TLauncher : struct, IGpuLauncher
    {
        if (Problem.M >= ManyRows && Problem.N >= ManyRows && Problem.M * Problem.N * Batch.Count >= Many)
            RunIn<TIn, TOut, TMap, LargeTile, TLauncher>(map, gpu);
        else RunIn<TIn, TOut, TMap, SmallTile, TLauncher>(map, gpu);
        return true;
    }

    private static bool Are(DType type, params ReadOnlySpan<Tensor?> tensors)
    {
        foreach (var tensor in tensors)
            if (tensor is not null && tensor.DType != type) return false;
        return true;
    }
}
