using System.Buffers.Binary;
using Gexia.Data.Image;
using Gexia.Data.Image.Formats;

namespace Gexia.Tests.Data.Image;

/// <summary>A picture of which a part is missing is refused, never filled up.</summary>
public sealed class DamagedPictureTests
{
    public static TheoryData<int> All => PictureCase.Numbers();

    public static TheoryData<int> Jpegs => PictureCase.Numbers("JPEG");

    [Theory, MemberData(nameof(All))]
    public void A_part_of_a_picture_is_refused_with_its_name(int number)
    {
        var picture = PictureCase.All[number];
        foreach (var share in new[] { 0.25, 0.5, 0.75 })
            Assert.StartsWith("cut: ", Refused(picture.Bytes[..(int)(picture.Bytes.Length * share)]).Message);
    }

    [Theory, MemberData(nameof(Jpegs))]
    public void A_jpeg_whose_scan_ends_early_is_refused_even_with_an_end_mark(int number)
    {
        var bytes = PictureCase.All[number].Bytes;
        var scan = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        var half = (scan + 14 + bytes.Length) / 2;
        Refused([.. bytes[..half], 0xFF, 0xD9]);
        Refused([.. bytes[..(scan + 14)], .. bytes[half..]]);     // the first half of the data is missing
    }

    [Fact]
    public void A_jpeg_without_its_end_mark_is_read_where_one_scan_holds_all()
    {
        var sequential = PictureCase.Of("JPEG", "4:2:0 smooth").Bytes;
        Assert.Equal(Picture.Read(sequential, "x").Pixels, Picture.Read(sequential[..^2], "x").Pixels);
        Assert.Contains("ends", Refused(PictureCase.Of("JPEG", "4:2:0 progressive smooth").Bytes[..^2]).Message);
    }

    [Fact]
    public void A_jpeg_with_a_scan_missing_is_refused()
    {
        var bytes = PictureCase.Of("JPEG", "4:4:4 progressive smooth").Bytes;
        var (first, last) =
            (bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]), bytes.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]));
        Assert.Contains("a scan is missing", Refused([.. bytes[..last], 0xFF, 0xD9]).Message);
        Assert.Contains("a scan is missing", Refused([.. bytes[..first], 0xFF, 0xD9]).Message);
    }

    [Fact]
    public void A_gif_whose_codes_end_early_is_refused()
    {
        var bytes = (byte[])PictureCase.Of("GIF", "palette").Bytes.Clone();
        // The first block of codes becomes the end of the data: its length stays, the codes say "end".
        var data = 13 + 768 + bytes.AsSpan(13 + 768).IndexOf((byte)0x2C) + 10;
        Assert.Equal(8, bytes[data]);
        // end code 257 in 9 bits, low bits first: 1 0000 0001
        (bytes[data + 2], bytes[data + 3], bytes[data + 4]) = (0x01, 0x03, 0x00);
        Assert.Contains("ends after 0 of", Refused(bytes).Message);
    }

    [Fact]
    public void Strips_that_hold_too_little_are_refused()
    {
        foreach (var kind in new[] { "RGB raw", "RGB tiff_lzw", "RGB tiff_adobe_deflate", "RGB packbits" })
        {
            var bytes = (byte[])PictureCase.Of("TIFF", kind).Bytes.Clone();
            var at = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4)) + 2;
            while (BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at)) != 279) at += 12;      // StripByteCounts
            var value = bytes.AsSpan(at + 8);
            BinaryPrimitives.WriteInt32LittleEndian(value, BinaryPrimitives.ReadInt32LittleEndian(value) * 2 / 3);
            var message = Refused(bytes).Message;
            Assert.True(message.Contains("strip 0 holds") || message.Contains("compressed data is damaged"), $"{kind}: {message}");
        }
    }

    [Fact]
    public void What_is_no_picture_is_refused_and_says_what_is_read()
    {
        Assert.Contains("JPEG", Refused("This is a text, and a long one, but no picture at all.\n"u8.ToArray()).Message);
        Assert.Contains("empty", Refused([]).Message);
        Refused([0x42]);
        Assert.Contains("no such file", Assert.Throws<ImageException>(() => Picture.Read("does-not-exist.jpg")).Message);
        Assert.Contains("folder", Assert.Throws<ImageException>(() => Picture.Read(Path.GetTempPath())).Message);
    }

    [Fact]
    public void Lengths_of_codes_are_those_of_what_they_stand_for()
    {
        // Codes of 9 bits, high bits first: clear, A, B, AB (258), end.
        byte[] codes = [0x80, 0x10, 0x48, 0x50, 0x28, 0x08];
        using var clock = new PictureClock(TimeSpan.FromMinutes(1), default);
        Assert.Equal(4, LzwLength.OfTiff(codes, 100, new PictureSource(codes, "x", PictureLimits.Default, clock)));
        Assert.Equal(3, LzwLength.OfTiff(codes, 3, new PictureSource(codes, "x", PictureLimits.Default, clock)));
        Assert.Equal(2, LzwLength.OfTiff(codes.AsSpan(0, 4), 100, new PictureSource(codes, "x", PictureLimits.Default, clock)));
    }

    private static ImageException Refused(byte[] bytes) => Assert.Throws<ImageException>(() => Picture.Read(bytes, "cut"));
}
