using Gexia.Data.Image;
using Gexia.Training.Analysis;

namespace Gexia.Tests.Training.Analysis;

public class AlignmentMapTests
{
    [Fact]
    public void Entropy_says_how_widely_agreement_is_spread()
    {
        Assert.Equal(0, Map(2, 2, (0, 1, 1, 0.3), (1, 0, 0, -5)).Entropy(), 1e-12);
        var even = new double[2, 2, 2];
        foreach (var i in Enumerable.Range(0, 8)) even[i / 4, i / 2 % 2, i % 2] = 0.2;
        Assert.Equal(1, new AlignmentMap(even, 4, 2).Entropy(), 1e-12);
        // two of eight places alike: ln 2 / ln 8
        var two = Map(2, 2, (0, 0, 0, 0.1), (1, 1, 0, 0.1));
        Assert.Equal(1 / 3.0, two.Entropy(), 1e-12);
        Assert.Equal(0, two.Entropy(1), 1e-12);
        Assert.True(double.IsNaN(Map(2, 2, (0, 0, 0, -1)).Entropy()));
        Assert.True(double.IsNaN(Map(1, 1, (0, 0, 0, 1)).Entropy()));
        Assert.True(double.IsNaN(new AlignmentMap(new double[0, 2, 2], 4, 2).Entropy()));
    }

    [Fact]
    public void Contrast_compares_places_by_their_centres()
    {
        // 2 × 2 places of 2 of 4 pixels: centres at 1 and 3
        var map = Map(2, 2, (0, 0, 0, 0.6), (1, 1, 1, 0.3));
        Assert.Equal(0.6, map.Contrast(0, (row, column) => row < 2 && column < 2), 1e-12);
        Assert.Equal(0.45, map.Contrast((frame, row, column) => frame == 0 == (row < 2) && frame == 0 == (column < 2)), 1e-12);
        Assert.True(double.IsNaN(map.Contrast(0, (_, _) => true)));
        Assert.True(double.IsNaN(map.Contrast((_, _, _) => false)));
    }

    [Theory]
    [InlineData(7), InlineData(24), InlineData(224)]
    public void Overlays_are_of_one_even_size_and_red_where_agreement_is_lost(int size)
    {
        RgbImage[] frames = [Gray(size), Gray(size)];
        var map = Map(2, 2, (0, 0, 0, 0.5), (1, 1, 1, -0.5));
        var overlays = AlignmentOverlays.Of(frames, map, map.Range);
        Assert.All(overlays, picture => Assert.Equal((0, 0), (picture.Width % 2, picture.Height % 2)));
        var side = overlays[0].Height;
        (byte R, byte B) At(int frame, int row, int column)
        {
            var at = ((row * overlays[frame].Width) + side + 2 + column) * 3;
            return (overlays[frame].Pixels[at], overlays[frame].Pixels[at + 2]);
        }
        Assert.True(At(0, 0, 0) is var high && high.R > high.B + 50);
        Assert.True(At(1, side - 1, side - 1) is var low && low.B > low.R + 50);
        Assert.Equal(100, overlays[0].Pixels[0]);
        Assert.Throws<ArgumentException>(() => AlignmentOverlays.Of(frames[..1], map, 1));
    }

    private static RgbImage Gray(int size)
    {
        var image = new RgbImage(size, size);
        image.Pixels.AsSpan().Fill(100);
        return image;
    }

    private static AlignmentMap Map(int frames, int side, params (int Frame, int Y, int X, double Value)[] places)
    {
        var scores = new double[frames, side, side];
        foreach (var (frame, y, x, value) in places) scores[frame, y, x] = value;
        return new(scores, 2 * side, 2);
    }
}
