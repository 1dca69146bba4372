using System.Numerics;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia.Training.Optimizers;

/// <summary>
/// Σx² of each block of up to eight contiguous float32 tensors, in float32, for devices that compute in nothing wider: the blocks of the
/// first tensor, then those of the second and so on. Several tensors in one launch, as most parameters are small.
/// </summary>
internal readonly struct QueuedSquares : IKernel, ICpuKernel
{
    /// <summary>Tensors of a launch.</summary>
    public const int Most = 8;

    private readonly Tensor? x0, x1, x2, x3, x4, x5, x6, x7;
    private readonly Tensor sums;

    /// <param name="tensors">Up to <see cref="Most"/>.</param>
    /// <param name="sums">An element for each block.</param>
    public QueuedSquares(ReadOnlySpan<Tensor> tensors, Tensor sums)
    {
        Tensor? At(ReadOnlySpan<Tensor> tensors, int i) => i < tensors.Length ? tensors[i] : null;
        (x0, x1, x2, x3) = (At(tensors, 0), At(tensors, 1), At(tensors, 2), At(tensors, 3));
        (x4, x5, x6, x7) = (At(tensors, 4), At(tensors, 5), At(tensors, 6), At(tensors, 7));
        this.sums = sums;
    }

    public Operands Operands => new([x0, x1, x2, x3, x4, x5, x6, x7], [sums]);

    /// <summary>Blocks of a tensor.</summary>
    public static int BlocksOf(Tensor? x) => x is null ? 0 : checked((int)((x.Length + SquareSums.Block - 1) / SquareSums.Block));

    public void OnCpu() => CpuLauncher.Run(this, DType.Float32, sums.Length, grain: 16);

    public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher
    {
        if (sums.DType != DType.Float32) return false;
        SquaresPart p0 = new(0, x0), p1 = new(p0.End, x1), p2 = new(p1.End, x2), p3 = new(p2.End, x3);
        SquaresPart p4 = new(p3.End, x4), p5 = new(p4.End, x5), p6 = new(p5.End, x6), p7 = new(p6.End, x7);
        gpu.Run(new QueuedSquaresBody(p0, p1, p2, p3, p4, p5, p6, p7), sums.Length);
        return true;
    }

    public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var y = sums.Pointer<float>();
        var operands = Operands;
        for (var block = from; block < to; block++)
        {
            var (tensor, own) = (0, block);
            for (var blocks = BlocksOf(operands.Reads[0]); own >= blocks; blocks = BlocksOf(operands.Reads[tensor]))
            {
                own -= blocks;
                tensor++;
            }
            var x = operands.Reads[tensor]!;
            var start = own * SquareSums.Block;
            y[block] = (float)SquareSums.Sum(x.Pointer<float>() + start, (int)Math.Min(SquareSums.Block, x.Length - start));
        }
    }
}

/// <summary>One tensor's blocks among those of a launch.</summary>
internal readonly struct SquaresPart
{
    /// <summary>The first block, and the one behind the last.</summary>
    public readonly int First, End;

    /// <summary>Elements.</summary>
    public readonly int Length;

    /// <summary>1 where the tensor begins at a multiple of four elements.</summary>
    public readonly int Aligned;

    public SquaresPart(int first, Tensor? x)
    {
        (First, End, Length) = (first, first + QueuedSquares.BlocksOf(x), checked((int)(x?.Length ?? 0)));
        if (x is not null && Stored.IsAligned(x)) Aligned = 1;
    }
}

/// <summary>A group a block: each thread adds up fours of its own, then the group adds up its threads.</summary>
internal readonly struct QueuedSquaresBody(
    SquaresPart p0, SquaresPart p1, SquaresPart p2, SquaresPart p3, SquaresPart p4, SquaresPart p5, SquaresPart p6, SquaresPart p7)
    : IGpuBody
{
    public static int Threads => 128;

    public static int SharedFloats => GroupReduce.Floats(Threads);

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        var block = gpu.GridIdx;
        var sum = 0f;
        if (block < p0.End) sum = Part(gpu, operands[0], block, p0);
        else if (block < p1.End) sum = Part(gpu, operands[1], block, p1);
        else if (block < p2.End) sum = Part(gpu, operands[2], block, p2);
        else if (block < p3.End) sum = Part(gpu, operands[3], block, p3);
        else if (block < p4.End) sum = Part(gpu, operands[4], block, p4);
        else if (block < p5.End) sum = Part(gpu, operands[5], block, p5);
        else if (block < p6.End) sum = Part(gpu, operands[6], block, p6);
        else sum = Part(gpu, operands[7], block, p7);
        var total = GroupReduce.Sum(gpu, shared, sum);
        var sums = operands[8];
        if (gpu.GroupIdx == 0) sums[block] = total;
    }

    private static float Part<TGpu, TView>(TGpu gpu, TView x, int block, SquaresPart part)
        where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        var start = (block - part.First) * SquareSums.Block;
        var end = start + SquareSums.Block;
        if (end > part.Length) end = part.Length;
        var sum = 0f;
        var first = start;
        if (part.Aligned != 0)
        {
            first = end & ~3;
            for (var i = (start >> 2) + gpu.GroupIdx; i < first >> 2; i += gpu.GroupDim)
            {
                var four = StoredFloat32.Load4(x, i);
                sum = gpu.Fma(four.X, four.X, sum);
                sum = gpu.Fma(four.Y, four.Y, sum);
                sum = gpu.Fma(four.Z, four.Z, sum);
                sum = gpu.Fma(four.W, four.W, sum);
            }
        }
        for (var i = first + gpu.GroupIdx; i < end; i += gpu.GroupDim) sum = gpu.Fma(x[i], x[i], sum);
        return sum;
    }
}
