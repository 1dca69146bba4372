using Gexia.Data.Image;

namespace Gexia.Tests.Data.Image;

/// <summary>Pictures of every format beside Pillow's <c>exif_transpose</c> and <c>convert("RGB")</c>.</summary>
public sealed class PictureTests
{
    public static TheoryData<int> Exact => PictureCase.Numbers("PNG", "GIF", "WEBP", "TIFF", "BMP", "TGA", "PNM");

    public static TheoryData<int> Jpegs => PictureCase.Numbers("JPEG");

    public static TheoryData<int> Animations =>
        [.. Enumerable.Range(0, PictureCase.All.Count).Where(n => PictureCase.All[n].Frames.Length > 1)];

    [Theory, MemberData(nameof(Exact))]
    public void Bytes_are_Pillows(int number)
    {
        var picture = PictureCase.All[number];
        var image = Picture.Read(picture.Bytes, picture.Name);
        Assert.Equal((picture.Width, picture.Height), (image.Width, image.Height));
        Assert.True(picture.Frames[0] == PictureCase.Hash(image), $"{picture.Name} differs");
    }

    /// <summary>The inverse cosine transform rounds otherwise: 3 of 255 at most, 0.06 on average.</summary>
    [Theory, MemberData(nameof(Jpegs))]
    public void Jpeg_is_Pillows_but_for_rounding(int number)
    {
        var picture = PictureCase.All[number];
        var image = Picture.Read(picture.Bytes, picture.Name);
        Assert.Equal((picture.Width, picture.Height), (image.Width, image.Height));
        var differences = image.Pixels.Zip(picture.Rgb!, (ours, theirs) => Math.Abs(ours - theirs)).ToArray();
        Assert.InRange(differences.Max(), 0, 3);
        Assert.InRange(differences.Average(), 0, 0.15);
    }

    [Theory, MemberData(nameof(Animations))]
    public void Frames_are_drawn_as_Pillow_draws_them(int number)
    {
        var picture = PictureCase.All[number];
        var frames = Frames(picture.Bytes, picture.Name);
        Assert.Equal(picture.Frames.Length, frames.Count);
        for (var i = 0; i < frames.Count; i++) Assert.True(picture.Frames[i] == frames[i].Hash, $"{picture.Name}: frame {i} differs");
        Assert.Equal(picture.Delays.Select(delay => delay <= 0.010 ? 0.1 : delay), frames.Select(frame => frame.Seconds));
    }

    [Fact]
    public void The_cases_cover_every_format_and_orientation()
    {
        Assert.Equal(8, PictureCase.All.Select(picture => picture.Format).Distinct().Count());
        foreach (var format in new[] { "JPEG", "PNG", "TIFF" })
            Assert.Equal(8, PictureCase.All.Count(picture => picture.Format == format && picture.Kind == "oriented"));
    }

    [Fact]
    public void A_frame_that_is_not_wanted_is_drawn_but_not_shown()
    {
        var picture = PictureCase.Of("GIF", "animated, disposal 1");
        using var clock = new PictureClock(TimeSpan.FromMinutes(1), default);
        var frames = Picture.Frames(new MemoryStream(picture.Bytes), "x", PictureLimits.Default, clock, n => n == 2)
            .Select(frame => frame.Frame is { } shown ? PictureCase.Hash(shown) : null).ToArray();
        Assert.Equal((string?[])[null, null, picture.Frames[2], null], frames);
    }

    private static List<(string Hash, double Seconds)> Frames(byte[] bytes, string name)
    {
        using var clock = new PictureClock(TimeSpan.FromMinutes(1), default);
        return
        [
            .. Picture.Frames(new MemoryStream(bytes), name, PictureLimits.Default, clock, _ => true)
                .Select(frame => (PictureCase.Hash(frame.Frame!), frame.Seconds))
        ];
    }
}
