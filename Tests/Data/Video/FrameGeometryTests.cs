using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Video;

public class FrameGeometryTests
{
    [Theory]
    [InlineData(40, 30, 20, 20, 20, 15)]
    [InlineData(30, 40, 20, 20, 15, 20)]
    [InlineData(40, 30, 400, 300, 40, 30)]      // never enlarged
    [InlineData(400, 1, 20, 20, 20, 1)]         // never below one row
    [InlineData(40, 30, 1000, 3, 4, 3)]
    public void A_box_holds_the_whole_frame(int width, int height, int boxWidth, int boxHeight, int expectedWidth, int expectedHeight)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("frame.png");
        Png.Write(file, new RgbImage(width, height));
        var frame = VideoReader.ReadFrames(file, [0], FrameGeometry.Within(boxWidth, boxHeight))[0];
        Assert.Equal((expectedWidth, expectedHeight), (frame.Width, frame.Height));
    }

    [Fact]
    public void A_box_without_columns_or_rows_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FrameGeometry.Within(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => FrameGeometry.Within(1, 0));
    }
}
