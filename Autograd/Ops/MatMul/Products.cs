using System.Numerics;
using Gexia.Cpu;

namespace Gexia;

/// <summary>Matrix products of tensors of any layout, without history: what the operations in this folder stand on.</summary>
internal static unsafe class Products
{
    /// <summary>y (=|+=) a·b over the last two axes; leading axes of a and b are y's own (expanded where they were repeated).</summary>
    /// <param name="a">[…, m, k], any strides.</param>
    /// <param name="b">[…, k, n], any strides.</param>
    /// <param name="y">[…, m, n], rows contiguous.</param>
    /// <param name="accumulate">Add to y instead of overwriting it.</param>
    public static void Run(Tensor a, Tensor b, Tensor y, bool accumulate = false)
    {
        using var use = new MemoryUse([a, b, y]);
        if (y.DType == DType.Float64) Run<double>(a, b, y, accumulate);
        else Run<float>(a, b, y, accumulate);
        Recording.KeepAlive(a);
        Recording.KeepAlive(b);
        Recording.KeepAlive(y);
    }

    private static void Run<T>(Tensor a, Tensor b, Tensor y, bool accumulate) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (y.Length == 0) return;
        var problem = Problem<T>(a, b, y);
        problem.Accumulate = accumulate;
        var leading = y.Shape[..^2];
        if (leading.Rank == 0)
        {
            Gemm.Run(problem);
            return;
        }
        // The batch axes as runs of the innermost (merged) one: each run is one batched call.
        var walk = AxisWalk.Of(leading, Leading(y), Leading(a), Leading(b));
        var batch = new GemmBatch { Inner = walk.InnerLength, COuter = 0, CInner = walk.InnerStep(0), AInner = walk.InnerStep(1), BInner = walk.InnerStep(2) };
        var place = new AxisPlace(walk, stackalloc long[walk.PlaceLength]);
        T* c0 = problem.C, a0 = problem.A, b0 = problem.B;
        do
        {
            problem.C = c0 + place.Offset(0);
            problem.A = a0 + place.Offset(1);
            problem.B = b0 + place.Offset(2);
            Gemm.Batched(problem, batch);
        } while (place.Next());
    }

    /// <summary>y = a·b + bias with something done to finished values: matrices only.</summary>
    /// <param name="a">[m, k], any strides.</param>
    /// <param name="b">[k, n], any strides.</param>
    /// <param name="bias">[n], or null.</param>
    /// <param name="y">[m, n], rows contiguous.</param>
    /// <param name="epilogue">Sees each value of y once, while it is in the cache.</param>
    /// <param name="operands">The tensors that the epilogue reads or writes besides y.</param>
    public static void Run<TEpilogue>(Tensor a, Tensor b, Tensor? bias, Tensor y, TEpilogue epilogue, ReadOnlySpan<Tensor?> operands = default) where TEpilogue : struct, IGemmEpilogue
    {
        var flat = bias?.Contiguous();
        using var use = new MemoryUse([a, b, flat, y]);
        using var others = new MemoryUse(operands);
        if (y.DType == DType.Float64) Run<double, TEpilogue>(a, b, flat, y, epilogue);
        else Run<float, TEpilogue>(a, b, flat, y, epilogue);
        Recording.KeepAlive(a);
        Recording.KeepAlive(b);
        Recording.KeepAlive(flat);
        Recording.KeepAlive(y);
    }

    private static void Run<T, TEpilogue>(Tensor a, Tensor b, Tensor? bias, Tensor y, TEpilogue epilogue)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TEpilogue : struct, IGemmEpilogue
    {
        var problem = Problem<T>(a, b, y);
        if (bias is not null) problem.Bias = bias.Pointer<T>();
        Gemm.Run(problem, epilogue);
    }

    /// <summary>The last two axes of three tensors as one product.</summary>
    public static GemmProblem<T> Problem<T>(Tensor a, Tensor b, Tensor y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<long> sa = a.Layout.Strides, sb = b.Layout.Strides, sy = y.Layout.Strides;
        return new GemmProblem<T>
        {
            M = a.Shape[^2], N = b.Shape[^1], K = a.Shape[^1],
            A = a.Pointer<T>(), ARow = sa[^2], AColumn = sa[^1],
            B = b.Pointer<T>(), BRow = sb[^2], BColumn = sb[^1],
            C = y.Pointer<T>(), CRow = sy[^2],
        };
    }

    private static Layout Leading(Tensor x) => x.Layout.DropTrailing(2);
}
