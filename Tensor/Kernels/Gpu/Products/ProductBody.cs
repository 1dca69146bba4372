using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>
/// Products without matrix units, of operands of any strides. A group computes a square of C; eight of k at a time lie in shared memory,
/// A's and B's as [k, row or column], in two buffers: while one is multiplied, the next comes into registers.
/// </summary>
/// <typeparam name="TIn">How A and B are stored.</typeparam>
/// <typeparam name="TOut">How C and the tensors of the map are stored.</typeparam>
/// <typeparam name="TMap">What is done to finished values.</typeparam>
/// <typeparam name="TTile">The size of the square.</typeparam>
internal readonly struct ProductBody<TIn, TOut, TMap, TTile>(ProductNumbers numbers, TMap map) : IGpuBody
    where TIn : struct, IStored
    where TOut : struct, IStored
    where TMap : struct, IMap3
    where TTile : struct, IProductTile
{
    private const int Depth = 8;

    private readonly ProductNumbers numbers = numbers;

    /// <summary>Rows and columns of the square.</summary>
    public static int Width => 4 << WideShift;

    public static int Threads => 1 << (2 * TTile.Shift);

    public static int GroupsAtOnce => TTile.GroupsAtOnce;

    public static int SharedFloats => 4 * Depth * Width;

    // log₂ of the fours in a side of the square. Not a sum with a choice of 1 or 0, which ILGPU translates wrongly.
    private static int WideShift => TTile.HasQuarters ? TTile.Shift + 1 : TTile.Shift;

    private static int RowsOfThread => TTile.HasQuarters ? 8 : 4;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView a = operands[GpuProduct.A], b = operands[GpuProduct.B];
        var square = numbers.Square(gpu.GridIdx);
        var product = numbers.Product(square.Rest);
        int column0 = square.First, row0 = square.Second;
        SidePlace placeA = numbers.A.Place(gpu.GroupIdx, Width, WideShift), placeB = numbers.B.Place(gpu.GroupIdx, Width, WideShift);
        int rowA = row0 + placeA.Outer, columnB = column0 + placeB.Outer;

        var nextA = numbers.A.Load<TIn, TView>(a, product.First, rowA, placeA.K);
        var nextB = numbers.B.Load<TIn, TView>(b, product.Second, columnB, placeB.K);
        var buffer = 0;
        numbers.A.Put(shared, placeA.Shared, Width, nextA);
        numbers.B.Put(shared, (2 * Depth * Width) + placeB.Shared, Width, nextB);
        gpu.Barrier();

        int top = gpu.GroupIdx >> TTile.Shift, left = gpu.GroupIdx & ((1 << TTile.Shift) - 1);
        ProductSums sums = default;
        for (var k = Depth; k < numbers.K + Depth; k += Depth)
        {
            nextA = numbers.A.Load<TIn, TView>(a, product.First, rowA, k + placeA.K);
            nextB = numbers.B.Load<TIn, TView>(b, product.Second, columnB, k + placeB.K);
            int upper = (buffer >> 2) + top, lower = ((buffer + (2 * Depth * Width)) >> 2) + left;
            for (var half = 0; half < 2; half++)
            {
                sums = ProductSums.Add<TGpu, TView, TTile>(gpu, shared, upper, lower, sums);
                sums = ProductSums.Add<TGpu, TView, TTile>(gpu, shared, upper + (Width >> 2), lower + (Width >> 2), sums);
                sums = ProductSums.Add<TGpu, TView, TTile>(gpu, shared, upper + (Width >> 1), lower + (Width >> 1), sums);
                sums = ProductSums.Add<TGpu, TView, TTile>(gpu, shared, upper + (3 * (Width >> 2)), lower + (3 * (Width >> 2)), sums);
                upper += Width;
                lower += Width;
            }
            buffer = (Depth * Width) - buffer;
            numbers.A.Put(shared, buffer + placeA.Shared, Width, nextA);
            numbers.B.Put(shared, buffer + (2 * Depth * Width) + placeB.Shared, Width, nextB);
            gpu.Barrier();
        }
        Write(operands, product, row0 + (top << 2), column0 + (left << 2), sums);
    }

    private void Write<TView>(Views<TView> operands, GridPlace product, int row0, int column, ProductSums sums)
        where TView : struct, IView<float>
    {
        var end = new ProductEnd<TMap>(numbers.End, map);
        var right = column + (4 << TTile.Shift);
        Float4 bias = end.Bias(operands, column), rightBias = bias;
        if (TTile.HasQuarters) rightBias = end.Bias(operands, right);
        for (var r = 0; r < RowsOfThread; r++)
        {
            var row = row0 + (r & 3);
            if (r > 3) row += 4 << TTile.Shift;
            if (row < numbers.M)
            {
                int c = product.Third + (row * numbers.CRow), e = product.Fourth + row;
                var inputs = end.Read<TOut, TView>(operands, c, e, column, isThere: true);
                end.Write<TOut, TView>(operands, c, e, column, sums.Left(r), bias, inputs);
                if (TTile.HasQuarters)
                {
                    inputs = end.Read<TOut, TView>(operands, c, e, right, isThere: true);
                    end.Write<TOut, TView>(operands, c, e, right, sums.Right(r), rightBias, inputs);
                }
            }
        }
    }
}

/// <summary>The sums of a thread: 4×4, or the same of each quarter of the square.</summary>
internal readonly struct ProductSums(ProductQuad upperLeft, ProductQuad upperRight, ProductQuad lowerLeft, ProductQuad lowerRight)
{
    private readonly ProductQuad upperLeft = upperLeft, upperRight = upperRight, lowerLeft = lowerLeft, lowerRight = lowerRight;

    /// <summary>sums + a column of A times a row of B, which lie at two places of shared memory, counted in fours.</summary>
    public static ProductSums Add<TGpu, TView, TTile>(TGpu gpu, TView shared, int a, int b, ProductSums sums)
        where TGpu : struct, IGpu
        where TView : struct, IView<float>
        where TTile : struct, IProductTile
    {
        Float4 upper = shared.At<Float4>(a), left = shared.At<Float4>(b);
        var first = ProductQuad.Add(gpu, upper, left, sums.upperLeft);
        if (!TTile.HasQuarters) return new(first, sums.upperRight, sums.lowerLeft, sums.lowerRight);
        Float4 lower = shared.At<Float4>(a + (1 << TTile.Shift)), right = shared.At<Float4>(b + (1 << TTile.Shift));
        return new(
            first, ProductQuad.Add(gpu, upper, right, sums.upperRight), ProductQuad.Add(gpu, lower, left, sums.lowerLeft),
            ProductQuad.Add(gpu, lower, right, sums.lowerRight));
    }

    /// <summary>Row r of the left half: 0-3 above, 4-7 below.</summary>
    public Float4 Left(int r)
    {
        var row = upperLeft.Row(r & 3);
        if (r > 3) row = lowerLeft.Row(r & 3);
        return row;
    }

    /// <summary>Row r of the right half.</summary>
    public Float4 Right(int r)
    {
        var row = upperRight.Row(r & 3);
        if (r > 3) row = lowerRight.Row(r & 3);
        return row;
    }
}
