namespace Gexia.Tests.Tensors;

/// <summary>Shapes: equality, axes from either end, broadcasting.</summary>
public class ShapeTests
{
    [Fact]
    public void Equal_shapes_are_equal_and_hash_alike()
    {
        Shape a = [2, 3], b = (int[])[2, 3];
        Assert.True(a.Equals(b));
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.False(a.Equals(Shape.Create([3, 2])));
        Assert.False(a.Equals(Shape.Create([2, 3, 1])));
        Assert.Equal("[2, 3]", a.ToString());
        Assert.Equal("[]", Shape.Scalar.ToString());
    }

    [Fact]
    public void A_shape_does_not_change_with_the_array_it_was_made_from()
    {
        int[] axes = [2, 3];
        Shape shape = axes;
        axes[0] = 9;
        Assert.Equal(2, shape[0]);
    }

    [Fact]
    public void Lengths()
    {
        Assert.Equal(1, Shape.Scalar.Length);
        Assert.Equal(0, (Shape.Create([5, 0, 7])).Length);
        Assert.Equal(4611686014132420609, (Shape.Create([int.MaxValue, int.MaxValue])).Length);
        Assert.Throws<OverflowException>(() => Shape.Create([int.MaxValue, int.MaxValue, 3]));
        Assert.Throws<ShapeException>(() => Shape.Create([2, -1]));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(-1, 2)]
    [InlineData(-3, 0)]
    public void Axes_count_from_either_end(int axis, int expected) => Assert.Equal(expected, (Shape.Create([4, 5, 6])).Axis(axis, "Test"));

    [Theory]
    [InlineData(3)]
    [InlineData(-4)]
    public void Other_axes_are_refused_with_the_choices(int axis) =>
        Assert.Contains(
            "-3..2", Assert.Throws<ShapeException>(() => (Shape.Create([4, 5, 6])).Axis(axis, "Test")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(new[] { 2, 3 }, new[] { 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 2, 1 }, new[] { 1, 3 }, new[] { 2, 3 })]
    [InlineData(new int[0], new[] { 4 }, new[] { 4 })]
    [InlineData(new[] { 1 }, new[] { 0 }, new[] { 0 })]
    [InlineData(new[] { 5, 1, 0 }, new[] { 7, 1 }, new[] { 5, 7, 0 })]
    public void Broadcasting_follows_numpy_and_is_symmetric(int[] a, int[] b, int[] expected)
    {
        Assert.Equal(expected, Shape.Broadcast(a, b, "Test"));
        Assert.Equal(expected, Shape.Broadcast(b, a, "Test"));
    }

    [Theory]
    [InlineData(new[] { 2 }, new[] { 3 })]
    [InlineData(new[] { 2 }, new[] { 0 })]
    public void What_does_not_broadcast_is_refused(int[] a, int[] b) =>
        Assert.Equal("Test", Assert.Throws<ShapeException>(() => Shape.Broadcast(a, b, "Test")).Op);
}
