using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Gexia.Data.Image;

namespace Gexia.Tests.Data.Image;

public sealed class PngTests
{
    public static TheoryData<int, int, bool> Kinds()
    {
        var kinds = new TheoryData<int, int, bool>();
        foreach (var interlaced in new[] { false, true })
            foreach (var (color, depths) in new (PngColor, int[])[]
                {
                    (PngColor.Grey, [1, 2, 4, 8, 16]), (PngColor.Rgb, [8, 16]), (PngColor.Palette, [1, 2, 4, 8]),
                    (PngColor.GreyAlpha, [8, 16]), (PngColor.Rgba, [8, 16])
                })
                foreach (var depth in depths) kinds.Add((int)color, depth, interlaced);
        return kinds;
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Every_kind_is_read_with_alpha_dropped(int kind, int depth, bool interlaced)
    {
        var color = (PngColor)kind;
        const int width = 13, height = 11;
        int Sample(int x, int y, int c) => (x * 2749 + y * 977 + c * 12345 + 17) & ((1 << depth) - 1);
        var palette = new byte[3 << Math.Min(depth, 8)];
        for (var i = 0; i < palette.Length; i++) palette[i] = (byte)(i * 91);
        var file = PngSamples.Encode(
            width, height, depth, color, interlaced, Sample, color == PngColor.Palette ? [(PngChunkType.Palette, palette)] : []);

        var image = Png.Decode(new MemoryStream(file), "sample");
        Assert.Equal((width, height), (image.Width, image.Height));
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var c = 0; c < 3; c++)
                {
                    var expected = color switch
                    {
                        PngColor.Palette => palette[3 * Sample(x, y, 0) + c],
                        PngColor.Grey when depth == 16 => Math.Min(Sample(x, y, 0), 255),
                        PngColor.Grey or PngColor.GreyAlpha => EightBits(Sample(x, y, 0), depth),
                        _ => EightBits(Sample(x, y, c), depth),
                    };
                    Assert.Equal(expected, image.Pixels[(y * width + x) * 3 + c]);
                }
    }

    /// <summary>Found by fuzzing: zlib answers this bit of its header with an exception of another type.</summary>
    [Fact]
    public void A_compressed_stream_that_wants_a_preset_dictionary_is_refused()
    {
        var file = new MemoryStream();
        Png.Encode(file, new RgbImage(5, 3));
        var bytes = file.ToArray();
        var data = bytes.AsSpan().IndexOf("IDAT"u8);
        (bytes[data + 4], bytes[data + 5]) = (0x78, (byte)(0x20 + 31 - (((0x78 << 8) + 0x20) % 31)));      // FDICT, with a valid check
        var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(data - 4));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(
            bytes.AsSpan(data + 4 + length), Crc32.Append(0, bytes.AsSpan(data, 4 + length)));
        Assert.Contains("damaged", Assert.Throws<ImageException>(() => Png.Decode(new MemoryStream(bytes), "x")).Message);
    }

    [Fact]
    public void Writing_and_reading_returns_the_same_pixels() =>
        Prop.ForAll(Gen.Choose(1, 40).Two().ToArbitrary(), size =>
        {
            var image = ResizeTests.Pattern(size.Item1, size.Item2);
            var file = new MemoryStream();
            Png.Encode(file, image);
            file.Position = 0;
            return Png.Decode(file, "memory").Pixels.AsSpan().SequenceEqual(image.Pixels);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_file_cut_off_anywhere_is_refused_with_its_name()
    {
        var file = Sample();
        for (var length = 0; length < file.Length; length++)
            Assert.Contains(
                "cut.png", Assert.Throws<ImageException>(() => Png.Decode(new MemoryStream(file, 0, length), "cut.png")).Message);
    }

    [Fact]
    public void A_changed_byte_is_noticed()
    {
        for (var at = 0; at < Sample().Length; at++)
        {
            var file = Sample();
            file[at] ^= 0x20;
            Assert.Throws<ImageException>(() => Png.Decode(new MemoryStream(file), "changed.png"));
        }
    }

    [Fact]
    public void Sizes_beyond_the_limits_or_the_data_cost_no_memory()
    {
        var header = new PngHeader(8000, 8000, 8, PngColor.Rgb, false);
        var small = PngSamples.Data(header, 1, 1, (_, _, _) => 0);
        Refused(
            "cannot hold", PngSamples.File((PngChunkType.Header, header.ToBytes()), (PngChunkType.Data, small), (PngChunkType.End, [])));
        Refused("above the limit", PngSamples.File((PngChunkType.Header, (header with { Width = 60_000 }).ToBytes())));

        var lying = Sample();
        BinaryPrimitives.WriteUInt32BigEndian(lying.AsSpan(33), 200_000_000); // the length of IDAT
        Refused("beyond the end", lying);
    }

    [Fact]
    public void Structure_errors_are_named()
    {
        (string, byte[]) header = (PngChunkType.Header, new PngHeader(2, 1, 8, PngColor.Palette, false).ToBytes());
        (string, byte[]) data =
            (PngChunkType.Data, PngSamples.Data(new PngHeader(2, 1, 8, PngColor.Palette, false), 2, 1, (x, _, _) => x * 9));
        (string, byte[]) end = (PngChunkType.End, []);
        Refused("PLTE is missing", PngSamples.File(header, data, end));
        Refused("colour 9 of a palette of 1", PngSamples.File(header, (PngChunkType.Palette, new byte[3]), data, end));
        Refused("no picture data", PngSamples.File(header, end));
        Refused("not IHDR", PngSamples.File(data, end));
        Refused("unknown chunk ABCD", PngSamples.File(header, ("ABCD", []), data, end));
        Refused("not a PNG", "GIF89a, or so it says"u8.ToArray());
        Refused("does not exist", PngSamples.File((PngChunkType.Header, new PngHeader(2, 1, 4, PngColor.Rgb, false).ToBytes())));
    }

    [Fact]
    public void A_missing_file_is_one_clear_error() =>
        Assert.Contains("no such file", Assert.Throws<ImageException>(() => Png.Read("does-not-exist.png")).Message);

    private static void Refused(string reason, byte[] file) =>
        Assert.Contains(reason, Assert.Throws<ImageException>(() => Png.Decode(new MemoryStream(file), "bad.png")).Message);

    private static byte[] Sample() => PngSamples.Encode(5, 4, 8, PngColor.Rgb, false, (x, y, c) => (x * 50 + y * 10 + c) & 255);

    private static int EightBits(int sample, int depth) => depth == 16 ? sample >> 8 : sample * 255 / ((1 << depth) - 1);
}
