using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>
/// Mean cross-entropy of the rows and of the columns of a square of logits, with the right answers on the diagonal:
/// L = (1/2n)·Σᵢ (ρᵢ − xᵢᵢ) + (1/2n)·Σⱼ (κⱼ − xⱼⱼ) with ρᵢ = ln Σⱼ exp(xᵢⱼ) and κⱼ = ln Σᵢ exp(xᵢⱼ).
/// </summary>
/// <remarks>
/// dL/dxᵢⱼ = (exp(xᵢⱼ − ρᵢ) + exp(xᵢⱼ − κⱼ) − 2·[i = j])/2n. Only ρ and κ are kept: neither soft-max is stored, and the columns are
/// summed where they lie, a vector of them at a time, without a transposed copy.
/// </remarks>
public static class SymmetricCrossEntropyOp
{
    /// <summary>Half the mean over rows of −ln softmax(row)[diagonal] plus half the same over columns.</summary>
    /// <param name="logits">[n, n], a floating dtype.</param>
    /// <returns>A scalar, float32 of shorter floats; NaN when n is 0.</returns>
    /// <exception cref="ShapeException">The logits are not square.</exception>
    public static Tensor SymmetricCrossEntropy(this Tensor logits)
    {
        if (logits.Shape.Rank != 2 || logits.Shape[0] != logits.Shape[1] || !logits.DType.IsFloating())
            throw new ShapeException(
                "SymmetricCrossEntropy",
                $"needs floating logits [n, n], one right answer a row and a column, not {logits.Description}.", logits.Shape);
        var n = logits.Shape[0];
        var source = logits.Contiguous();
        var type = logits.DType.Accumulated();
        var (sums, losses) = (logits.NewEmpty([2, n], type), logits.NewEmpty([2, n], type));       // ρ and κ; what each adds to L
        losses.Device.Run(new RowSums(source, sums, losses, n));
        losses.Device.Run(new ColumnSums(source, sums, losses, n));
        var loss = SumLoop.Run(losses, [true, true]);
        loss = loss.View(Layout.Contiguous(Shape.Scalar));
        ElementwiseLoops.Map(new Affine(0.5 / n, 0), loss, loss);
        return Graph.Record("SymmetricCrossEntropy", loss, [logits], saved: [source], (dY, sink) =>
        {
            var dX = logits.NewEmpty(logits.Shape);
            dX.Device.Run(new Backward(source, sums, dY, dX, n));
            sink.Add(logits, dX);
        });
    }

    // ρ of some rows.
    private readonly struct RowSums(Tensor x, Tensor sums, Tensor losses, int n) : IRowKernel, ICpuKernel
    {
        public Operands Operands => new([x], [sums, losses]);

        public void OnCpu() => CpuLauncher.Run(this, x.DType, n, Rows.Grain(n));

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher =>
            RowTeams.Run(this, gpu, x.DType, n);

        public void OnGpu<TStored, TTeam, TFours, TLauncher>(in TLauncher gpu)
            where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
            where TLauncher : struct, IGpuLauncher =>
            gpu.Run(new SymmetricRowsBody<TStored, TTeam, TFours>(n), TTeam.Groups(n));

        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            T* scratch = (T*)ThreadScratch.Work((long)n * sizeof(T)), rho = sums.Pointer<T>(), loss = losses.Pointer<T>();
            for (var row = from; row < to; row++)
            {
                var px = x.Pointer<T>() + (row * n);
                rho[row] = RowMath<TLane, T>.LogSumExp(px, scratch, n);
                loss[row] = rho[row] - px[row];
            }
        }
    }

    // κ of some columns, a vector of columns at a time: first their maxima, then the sums of what is left.
    private readonly struct ColumnSums(Tensor x, Tensor sums, Tensor losses, int n) : IStoredKernel, ICpuKernel
    {
        private const int Width = 64;

        public Operands Operands => new([x], [sums, losses]);

        public void OnCpu() => CpuLauncher.Run(this, x.DType, (n + Width - 1) / Width, Math.Max(1, Rows.Grain(n) / Width));

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher => Stored.Run(this, gpu, x.DType);

        public void OnGpu<TStored, TLauncher>(in TLauncher gpu) where TStored : struct, IStored where TLauncher : struct, IGpuLauncher =>
            gpu.Run(new SymmetricColumnsBody<TStored>(n), (n + IGpu.WarpSize - 1) / IGpu.WarpSize);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            T* px = x.Pointer<T>(), kappa = sums.Pointer<T>() + n, loss = losses.Pointer<T>() + n;
            var none = TLane.Of(double.NegativeInfinity);
            var end = Math.Min(n, to * Width);
            for (var j = from * Width; j < end; j += TLane.Count)
            {
                var count = (int)Math.Min(TLane.Count, end - j);
                var most = none;
                for (long i = 0; i < n; i++) most = TLane.Max(most, TLane.LoadPart(px + (i * n) + j, count, none));
                // A column of −∞ only has no finite maximum to take off: 0 instead, and its sum is then 0. A NaN stays one.
                var shift = TLane.SelectGreater(most, none, most, TLane.Of(0) * TLane.Max(most, TLane.Of(0)));
                var sum = TLane.Of(0);
                for (long i = 0; i < n; i++) sum += TLane.ExpFlushed(TLane.LoadPart(px + (i * n) + j, count, none) - shift);
                TLane.StorePart(shift + TLane.Log(sum), kappa + j, count);
                for (var c = j; c < j + count; c++) loss[c] = kappa[c] - px[(c * n) + c];
            }
        }
    }

    private readonly struct Backward(Tensor x, Tensor sums, Tensor dY, Tensor dX, int n) : IRowKernel, ICpuKernel
    {
        public Operands Operands => new([x, sums, dY], [dX]);

        public void OnCpu() => CpuLauncher.Run(this, dX.DType, n, Rows.Grain(n));

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher =>
            RowTeams.Run(this, gpu, dX.DType, n);

        public void OnGpu<TStored, TTeam, TFours, TLauncher>(in TLauncher gpu)
            where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
            where TLauncher : struct, IGpuLauncher =>
            gpu.Run(new SymmetricBackwardBody<TStored, TTeam, TFours>(n), TTeam.Groups(n));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            T* rho = sums.Pointer<T>(), kappa = rho + n;
            var scale = *dY.Pointer<T>() / T.CreateTruncating(2L * n);
            var factor = TLane.Broadcast(scale);
            for (var row = from; row < to; row++)
            {
                T* px = x.Pointer<T>() + (row * n), pd = dX.Pointer<T>() + (row * n);
                var ofRow = TLane.Broadcast(rho[row]);
                for (var j = 0; j < n; j += TLane.Count)
                {
                    var count = Math.Min(TLane.Count, n - j);
                    var logits = TLane.LoadPart(px + j, count, ofRow);
                    var both = TLane.ExpFlushed(logits - ofRow) + TLane.ExpFlushed(logits - TLane.LoadPart(kappa + j, count, ofRow));
                    TLane.StorePart(both * factor, pd + j, count);
                }
                pd[row] -= scale + scale;
            }
        }
    }
}
