using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>
/// Mean cross-entropy of rows of logits against class numbers: L = (1/R)·Σᵣ (ln Σⱼ exp(xᵣⱼ) − xᵣ,t(r)), in log-sum-exp form.
/// </summary>
/// <remarks>dL/dxᵣⱼ = (softmax(xᵣ)ⱼ − [j = t(r)])/R: the logarithm and the exponential cancel, so only the soft-max is kept.</remarks>
public static class CrossEntropyOp
{
    /// <summary>Mean over rows of −ln softmax(x)[target].</summary>
    /// <param name="logits">[rows, classes], a floating dtype.</param>
    /// <param name="targets">One class number a row, 0..classes−1.</param>
    /// <returns>A scalar, float32 of shorter floats; NaN when there are no rows.</returns>
    /// <exception cref="ShapeException">The logits are not a matrix, or the targets do not fit it.</exception>
    public static Tensor CrossEntropy(this Tensor logits, ReadOnlySpan<int> targets)
    {
        if (logits.Shape.Rank != 2 || !logits.DType.IsFloating() || targets.Length != logits.Shape[0])
            throw new ShapeException(
                "CrossEntropy",
                $"needs logits [rows, classes] and one target a row. logits: {logits.Description}, targets: {targets.Length}.",
                logits.Shape);
        var (rows, classes) = (logits.Shape[0], logits.Shape[1]);
        foreach (var target in targets)
            if ((uint)target >= (uint)classes)
            {
                throw new ShapeException(
                    "CrossEntropy", $"target {target} is outside 0..{classes - 1}. logits: {logits.Description}.", logits.Shape);
            }
        return logits.CrossEntropy(Tensor.Of(targets, [rows], logits.Device));
    }

    /// <summary>
    /// The same with targets that are an input, so that a captured step can be given others. They are not looked at: each must be one of
    /// 0..classes−1.
    /// </summary>
    /// <param name="logits">[rows, classes], a floating dtype.</param>
    /// <param name="targets">int32 [rows], where the logits live.</param>
    /// <returns>A scalar, float32 of shorter floats; NaN when there are no rows.</returns>
    /// <exception cref="ShapeException">The logits are not a matrix, or the targets do not fit it.</exception>
    internal static Tensor CrossEntropy(this Tensor logits, Tensor targets)
    {
        if (logits.Shape.Rank != 2 || !logits.DType.IsFloating() || targets.DType != DType.Int32
            || targets.Shape.Rank != 1 || targets.Shape[0] != logits.Shape[0])
        {
            throw new ShapeException(
                "CrossEntropy",
                $"needs logits [rows, classes] and int32 targets [rows]. logits: {logits.Description}, targets: {targets.Description}.",
                logits.Shape, targets.Shape);
        }
        var (rows, classes) = (logits.Shape[0], logits.Shape[1]);
        var chosen = targets.Contiguous();
        var losses = logits.NewEmpty([rows], logits.DType.Accumulated());
        var soft = logits.NewEmpty(logits.Shape);
        var source = logits.Contiguous();
        losses.Device.Run(new Forward(source, chosen, soft, losses, classes));
        var loss = SumLoop.Run(losses, [true]);
        loss = loss.View(Layout.Contiguous(Shape.Scalar));
        ElementwiseLoops.Map(new Affine(1.0 / rows, 0), loss, loss);
        return Graph.Record("CrossEntropy", loss, [logits], saved: [], (dY, sink) =>
        {
            var dX = logits.NewEmpty(logits.Shape);
            dX.Device.Run(new Backward(soft, chosen, dY, dX, classes));
            sink.Add(logits, dX);
        });
    }

    private readonly struct Forward(Tensor x, Tensor targets, Tensor soft, Tensor losses, int classes) : IRowKernel, ICpuKernel
    {
        public Operands Operands => new([x, targets], [soft, losses]);

        public void OnCpu() => CpuLauncher.Run(this, x.DType, targets.Length, Rows.Grain(classes));

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher =>
            RowTeams.Run(this, gpu, x.DType, classes);

        public void OnGpu<TStored, TTeam, TFours, TLauncher>(in TLauncher gpu)
            where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
            where TLauncher : struct, IGpuLauncher =>
            gpu.Run(new CrossEntropyForwardBody<TStored, TTeam, TFours>((int)targets.Length, classes), TTeam.Groups(targets.Length));

        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var row = from; row < to; row++)
            {
                T* px = x.Pointer<T>() + (row * classes), ps = soft.Pointer<T>() + (row * classes);
                var most = RowMath<TLane, T>.Max(px, classes);
                var sum = RowMath<TLane, T>.ExpShifted(px, ps, classes, most);
                RowMath<TLane, T>.Scale(ps, ps, classes, T.One / sum);
                losses.Pointer<T>()[row] = T.Log(sum) + most - px[targets.Pointer<int>()[row]];
            }
        }
    }

    private readonly struct Backward(Tensor soft, Tensor targets, Tensor dY, Tensor dX, int classes) : IRowKernel, ICpuKernel
    {
        public Operands Operands => new([soft, targets, dY], [dX]);

        public void OnCpu() => CpuLauncher.Run(this, soft.DType, targets.Length, Rows.Grain(classes));

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher =>
            RowTeams.Run(this, gpu, soft.DType, classes);

        public void OnGpu<TStored, TTeam, TFours, TLauncher>(in TLauncher gpu)
            where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
            where TLauncher : struct, IGpuLauncher =>
            gpu.Run(new CrossEntropyBackwardBody<TStored, TTeam, TFours>((int)targets.Length, classes), TTeam.Groups(targets.Length));

        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var scale = *dY.Pointer<T>() / T.CreateTruncating(targets.Length);
            for (var row = from; row < to; row++)
            {
                var px = dX.Pointer<T>() + (row * classes);
                RowMath<TLane, T>.Scale(soft.Pointer<T>() + (row * classes), px, classes, scale);
                px[targets.Pointer<int>()[row]] -= scale;
            }
        }
    }
}
