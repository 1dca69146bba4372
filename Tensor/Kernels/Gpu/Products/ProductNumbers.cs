using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>Sizes and places of a batch of products, for the threads of a grid whose squares of C run along rows, then down, then on to
/// the next product.</summary>
internal readonly struct ProductNumbers
{
    /// <summary>Rows of C, length of the sums, elements from one row of C to the next.</summary>
    public readonly int M, K, CRow;

    /// <summary>The operands.</summary>
    public readonly ProductSide A, B;

    /// <summary>What becomes of the sums.</summary>
    public readonly ProductEndNumbers End;

    private readonly GridAxis across, down, inner, outer;
    private readonly GridPlace origin;

    /// <exception cref="OverflowException">A place is no int.</exception>
    public ProductNumbers(in GpuProduct product, int width)
    {
        var (p, batch) = (product.Problem, product.Batch);
        (M, K, CRow, End) = (checked((int)p.M), checked((int)p.K), checked((int)p.CRow), product.End);
        A = new(p.A, p.M, p.K, p.ARow, p.AColumn, p.AOffset, batch.AOuter, batch.AInner);
        B = new(p.B!, p.N, p.K, p.BColumn, p.BRow, p.BOffset, batch.BOuter, batch.BInner);
        checked
        {
            across = new((int)GpuProduct.Tiles(p.N, width), width, 0, 0, 0);
            down = new((int)GpuProduct.Tiles(p.M, width), 0, width, 0, 0);
            inner = new((int)batch.Inner, (int)batch.AInner, (int)batch.BInner, (int)batch.CInner, M);
            outer = new((int)batch.Outer, (int)batch.AOuter, (int)batch.BOuter, (int)batch.COuter, (int)(M * batch.Inner));
            origin = new(0, (int)p.AOffset, (int)p.BOffset, (int)p.COffset, 0);
            _ = (int)(((batch.Outer - 1) * batch.AOuter) + ((batch.Inner - 1) * batch.AInner) + (p.M * p.ARow) + (p.K * p.AColumn));
            _ = (int)(((batch.Outer - 1) * batch.BOuter) + ((batch.Inner - 1) * batch.BInner) + (p.N * p.BColumn) + (p.K * p.BRow));
            _ = (int)(((batch.Outer - 1) * batch.COuter) + ((batch.Inner - 1) * batch.CInner) + (p.M * p.CRow));
        }
    }

    /// <summary>The square of a group: its first column and row, and as rest the number of its product.</summary>
    public GridPlace Square(int group) => down.Step(across.Step(new(group, 0, 0, 0, 0)));

    /// <summary>Where a product's operands begin: A, B, C, and its first row in the tensors of the map.</summary>
    public GridPlace Product(int number) =>
        outer.Step(inner.Step(new(number, origin.First, origin.Second, origin.Third, origin.Fourth)));
}
