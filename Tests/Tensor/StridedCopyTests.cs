using FsCheck;
using FsCheck.Fluent;

namespace Gexia.Tests.Tensors;

/// <summary>Copies between strided views, for every element size.</summary>
public class StridedCopyTests
{
    private static readonly Arbitrary<(int A, int B, int C, DType Type, int Seed)> Cases = Arb.From(
        from a in Gen.Choose(0, 4)
        from b in Gen.Choose(1, 5)
        from c in Gen.Choose(1, 40)
        from type in Gen.Elements(DType.Bool, DType.Float16, DType.Float32, DType.Float64)
        from seed in Gen.Choose(0, int.MaxValue)
        select (a, b, c, type, seed), Smaller);

    private static IEnumerable<(int A, int B, int C, DType Type, int Seed)> Smaller((int A, int B, int C, DType Type, int Seed) x)
    {
        if (x.A > 1) yield return x with { A = x.A - 1 };
        if (x.B > 1) yield return x with { B = x.B - 1 };
        if (x.C > 1) yield return x with { C = x.C / 2 };
    }

    [Fact]
    public void Elements_arrive_and_nothing_else_is_touched() => Prop.ForAll(Cases, x =>
    {
        var rng = new Rng((ulong)x.Seed);
        Shape shape = [x.A, x.B, x.C];
        var (from, to) = (Place(shape, x.Type, rng), Place(shape, x.Type, rng));
        // Values differ from their neighbours in every dtype, the one-byte one included.
        var values = Enumerable.Range(0, (int)shape.Length).Select(i => x.Type == DType.Bool ? rng.NextInt32(2) : i + 1.0).ToArray();
        Write(from, values);
        to.View.CopyFrom(from.View);
        var arrived = Read(to.View).SequenceEqual(values);
        var inside = Read(to.View).Sum();
        return arrived.Label("values").And((Read(to.Whole).Sum() == inside).Label("a write outside the view"));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_copy_is_contiguous_and_independent()
    {
        var x = Tensor.Of(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } });
        var copy = x.Transpose().Copy();
        Assert.True(copy.IsContiguous);
        Assert.Equal([1, 4, 2, 5, 3, 6], copy.ToArray<float>());
        x.AsSpan<float>().Clear();
        Assert.Equal(5, copy.At(1, 1));
        Assert.Throws<ShapeException>(() => copy.CopyFrom(x));
        Assert.Throws<ShapeException>(() => x.CopyFrom(x.To(DType.Float64)));
    }

    /// <summary>A zeroed tensor with room around, and a view of the shape into it.</summary>
    private static (Tensor Whole, Tensor View) Place(Shape shape, DType type, Rng rng)
    {
        var order = rng.Sample(3, 3);
        var extents = new int[3];
        for (var i = 0; i < 3; i++) extents[order[i]] = shape[i] + rng.NextInt32(3);
        var whole = Tensor.Zeros(extents, type);
        var view = whole.Permute(order);
        for (var axis = 0; axis < 3; axis++) view = view.Slice(axis, rng.NextInt32(view.Shape[axis] - shape[axis] + 1), shape[axis]);
        return (whole, view);
    }

    private static void Write((Tensor Whole, Tensor View) place, double[] values) =>
        place.View.CopyFrom(Tensor.Of(values, place.View.Shape).To(place.View.DType));

    private static double[] Read(Tensor x) => x.To(DType.Float64).ToArray<double>();
}
