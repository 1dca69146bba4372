using System.Numerics.Tensors;

namespace Gexia.Tests.Tensors;

/// <summary>Views of tensors for System.Numerics.Tensors, and tensors from them.</summary>
public class TensorSpanTests
{
    private static readonly Tensor Counted = Tensor.Of([.. Enumerable.Range(0, 120).Select(i => (float)i)], [2, 3, 4, 5]);

    public static TheoryData<string, Func<Tensor, Tensor>> Views => new()
    {
        { "plain", x => x },
        { "transposed", x => x.Permute(3, 1, 0, 2) },
        { "part", x => x.Slice(2, 1, 2).Slice(3, 2, 3) },
        { "every second", x => x.View(x.Layout.Slice(3, 1, 2, step: 2)) },
        { "one index", x => x.Select(1, 2) },
        { "an axis of one", x => x.Slice(1, 1, 1).Permute(1, 0, 3, 2) },
        { "last axis of one", x => x.Slice(3, 4, 1) },
        { "column", x => x.Select(0, 1).Select(0, 1).Select(1, 3) },
        { "scalar", x => x.Select(0, 1).Select(0, 2).Select(0, 3).Select(0, 4) },
        { "nothing", x => x.Slice(1, 0, 0) },
        { "nothing, transposed", x => x.Slice(3, 0, 0).Permute(3, 2, 1, 0) },
        { "five axes", x => x.Reshape(2, 3, 4, 5, 1).Permute(4, 2, 0, 1, 3) },
        { "broadcast in front", x => x.Slice(0, 0, 1).Expand(7, 3, 4, 5) },
        { "broadcast behind", x => x.Slice(3, 0, 1).Expand(2, 3, 4, 6) },
        { "broadcast in the middle and transposed", x => x.Slice(1, 2, 1).Expand(2, 9, 4, 5).Permute(2, 1, 3, 0) },
    };

    [Theory, MemberData(nameof(Views))]
    public void A_view_has_the_elements_of_the_tensor_and_comes_back(string name, Func<Tensor, Tensor> view)
    {
        var x = view(Counted);
        var span = x.AsReadOnlyTensorSpan<float>();
        var values = new float[x.Length];
        span.FlattenTo(values);
        Assert.True(x.ToArray<float>().AsSpan().SequenceEqual(values), name);
        Assert.Equal(x.Shape.Rank == 0 ? [1] : x.Shape.Select(axis => (nint)axis).ToArray(), span.Lengths.ToArray());

        var back = Tensor.Of(span);
        Assert.Equal(x.ToArray<float>(), back.ToArray<float>());
        Assert.Equal(span.Lengths.ToArray(), back.Shape.Select(axis => (nint)axis));
    }

    [Theory, MemberData(nameof(Views))]
    public void What_is_written_through_a_view_is_the_tensors(string name, Func<Tensor, Tensor> view)
    {
        var x = view(Counted.Copy());
        if (name.StartsWith("broadcast", StringComparison.Ordinal))
        {
            Assert.Contains(
                "Copy()", Assert.Throws<InvalidOperationException>(() => { _ = x.AsTensorSpan<float>(); }).Message,
                StringComparison.Ordinal);
            return;
        }
        var expected = x.ToArray<float>().Select(value => 2 * value);
        System.Numerics.Tensors.Tensor.Multiply(x.AsReadOnlyTensorSpan<float>(), 2f, x.AsTensorSpan<float>());
        Assert.Equal(expected, x.ToArray<float>());
    }

    [Fact]
    public void Nothing_is_copied()
    {
        var x = Counted.Copy();
        var span = x.Permute(3, 1, 2, 0).AsTensorSpan<float>();
        span[4, 2, 3, 1] = -1;
        Assert.Equal(-1, x.At(1, 2, 3, 4));
        x.AsSpan<float>()[0] = -2;
        Assert.Equal(-2, span[0, 0, 0, 0]);
    }

    [Fact]
    public void Every_dtype_has_views()
    {
        Check([1f, 2], 1);
        Check([1.0, 2], 1);
        Check([1, 2], 1);
        Check([1L, 2], 1);
        Check([false, true], false);
        Check([(Half)1, (Half)2], (Half)1);
        Check([(BFloat16)1f, (BFloat16)2f], (BFloat16)1f);

        static void Check<T>(T[] values, T first) where T : unmanaged
        {
            var x = Tensor.Of(values);
            Assert.Equal(first, x.AsReadOnlyTensorSpan<T>()[0]);
            Assert.Equal(x.DType, Tensor.Of<T>(x.AsTensorSpan<T>()).DType);
        }
    }

    [Fact]
    public void Another_type_is_refused()
    {
        Assert.Contains(
            "To(", Assert.Throws<InvalidOperationException>(() => { _ = Counted.AsReadOnlyTensorSpan<double>(); }).Message,
            StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => { _ = Counted.AsTensorSpan<char>(); });
        Assert.Throws<NotSupportedException>(() => Tensor.Of<char>(new ReadOnlyTensorSpan<char>(['a', 'b'])));
        Assert.Contains(
            "axis 0",
            Assert.Throws<ShapeException>(() => Tensor.Of<float>(new ReadOnlyTensorSpan<float>([1], [(nint)1 << 32], [0]))).Message,
            StringComparison.Ordinal);
    }

    // The memory of a view is not given to another tensor, and a tensor that has lost its memory gives no view.
    [Fact]
    public void A_view_outlives_the_scope_of_its_tensor()
    {
        ReadOnlyTensorSpan<float> span;
        Tensor x;
        using (TensorScope.Begin())
        {
            x = Tensor.Full([64, 64], 3);
            span = x.Transpose().AsReadOnlyTensorSpan<float>();
        }
        for (var i = 0; i < 3; i++)
        {
            using var scope = TensorScope.Begin();
            Tensor.Full([64, 64], -1);
        }
        Assert.Equal(3 * 64 * 64, System.Numerics.Tensors.Tensor.Sum(span));
        Assert.Throws<ObjectDisposedException>(() => { _ = x.AsReadOnlyTensorSpan<float>(); });
    }
}
