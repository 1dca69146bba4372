using FsCheck;
using FsCheck.Fluent;
using Gexia.Data.Image;

namespace Gexia.Tests.Data.Image;

public sealed class RandomResizedCropTests
{
    [Fact]
    public void Boxes_lie_inside_and_keep_area_and_ratio() =>
        Prop.ForAll(
            (from width in Gen.Choose(40, 700)
             from height in Gen.Choose(40, 700)
             from uniforms in Gen.Choose(0, 999).ArrayOf(4)
             select (width, height, uniforms)).ToArbitrary(),
            drawn =>
            {
                var (width, height, numbers) = drawn;
                var box = new RandomResizedCrop().Draw(width, height, [.. numbers.Select(n => n / 1000.0)]);
                var share = (double)box.Width * box.Height / ((double)width * height);
                var ratio = (double)box.Width / box.Height;
                var fits = Math.Abs(Math.Log((double)width / height)) < Math.Log(4.0 / 3); // otherwise the ratio gives way
                return box.Left >= 0 && box.Top >= 0 && box.Left + box.Width <= width && box.Top + box.Height <= height
                    && share is > 0.46 and <= 1
                    && Math.Abs(share - (0.5 + numbers[0] / 2000.0)) < 0.04
                    && (!fits || ratio is > 0.72 and < 1.39);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_box_is_a_function_of_its_four_numbers()
    {
        var crop = new RandomResizedCrop();
        Assert.Equal(crop.Draw(320, 240, [0.1, 0.2, 0.3, 0.4]), crop.Draw(320, 240, [0.1, 0.2, 0.3, 0.4]));
        Assert.NotEqual(crop.Draw(320, 240, [0.1, 0.2, 0.3, 0.4]), crop.Draw(320, 240, [0.6, 0.2, 0.3, 0.4]));
        Assert.Equal(new PixelBox(0, 0, 64, 64), crop.Draw(64, 64, [0.9999999, 0.5, 0.999, 0.999]));
        Assert.Throws<ArgumentException>(() => crop.Draw(64, 64, [0.5]));
    }
}
