using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>Quotients without a division, up to the largest index.</summary>
public class GridWalkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(641)]
    [InlineData(65537)]
    [InlineData(1 << 30)]
    [InlineData((1 << 30) + 1)]
    [InlineData(int.MaxValue)]
    public void An_axis_divides_as_the_processor_does(int extent)
    {
        var axis = new GridAxis(extent);
        var rng = new Rng((ulong)extent);
        var drawn = Enumerable.Range(0, 1000).Select(_ => rng.NextInt32(int.MaxValue));
        int[] places = [0, 1, extent - 1, extent, int.MaxValue, int.MaxValue - 1, .. drawn];
        Assert.All(places, place => Assert.Equal(place / extent, axis.Step(new(place, 0, 0, 0, 0)).Rest));
    }

    [Fact]
    public void It_goes_where_the_walk_of_the_processor_goes()
    {
        Shape shape = new[] { 3, 4, 5, 2 };
        Layout[] layouts =
            [
                Layout.Contiguous(shape), Layout.Contiguous(new[] { 2, 5, 4, 3 }).Permute([3, 2, 1, 0]),
                Layout.Contiguous(new[] { 4, 1, 2 }).Expand(shape),
            ];
        Assert.True(AxisWalk.TryOf(shape, out var walk, layouts[0], layouts[1], layouts[2], layouts[0]));
        var grid = new GridWalk(walk);
        var i = 0;
        for (var a = 0; a < 3; a++)
            for (var b = 0; b < 4; b++)
                for (var c = 0; c < 5; c++)
                    for (var d = 0; d < 2; d++, i++)
                    {
                        int[] index = [a, b, c, d];
                        long Offset(Layout layout) => Enumerable.Range(0, 4).Sum(axis => index[axis] * layout.Strides[axis]);
                        var place = grid.At(i);
                        Assert.Equal(
                            (Offset(layouts[0]), Offset(layouts[1]), Offset(layouts[2]), Offset(layouts[0])),
                            ((long)place.First, (long)place.Second, (long)place.Third, (long)place.Fourth));
                    }
    }
}
