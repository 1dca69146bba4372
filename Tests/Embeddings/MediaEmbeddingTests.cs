using Gexia.Data.Image;
using Gexia.Data.Synthetic;
using Gexia.Data.Video;
using Gexia.Embeddings;
using Gexia.Tests.Data.Image;
using Gexia.Tests.Support;
using Microsoft.Extensions.AI;

namespace Gexia.Tests.Embeddings;

public sealed class MediaEmbeddingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly EmbeddingModel model;

    public MediaEmbeddingTests() => model = EmbeddingModel.Open(TinyClip.Write(folder.File("tiny-clip")));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Pictures_and_videos_mix_in_any_order_and_batches_change_no_bit()
    {
        var video = new DataContent(await File.ReadAllBytesAsync(Animation("video.png")), "video/apng");
        DataContent[] media = [Picture(40, 30), video, Picture(1, 1), Picture(33, 47), video, Picture(500, 3)];
        using var generator = new MediaEmbeddingGenerator(model);
        var together = TextEmbeddingTests.Vectors(await generator.GenerateAsync(media));
        Assert.All(together, vector => Assert.Equal(1, Math.Sqrt(vector.Sum(x => (double)x * x)), 1e-6));
        Assert.Equal(together[1], together[4]);
        foreach (var size in (int[])[1, 3])
            Assert.Equal(
                together,
                TextEmbeddingTests.Vectors(
                    await generator.GenerateAsync(media, TextEmbeddingTests.Asking(EmbeddingProperties.BatchSize, size))));
        for (var i = 0; i < media.Length; i++)
            Assert.Equal(together[i], (await generator.GenerateVectorAsync(media[i])).ToArray());
    }

    [Fact]
    public async Task A_video_is_the_mean_of_its_unit_length_frames()
    {
        var path = Animation("video.png");
        var picked = MediaReader.Video(path, model, new() { Frames = 4 });
        var frames = model.EmbedImages(picked);
        using var generator = new MediaEmbeddingGenerator(model, new() { Frames = 4, Normalize = false });
        var video = (await generator.GenerateVectorAsync(new DataContent(await File.ReadAllBytesAsync(path), "video/apng"))).ToArray();
        for (var i = 0; i < model.Dimensions; i++) Assert.Equal(frames.Average(frame => frame[i]), video[i], 1e-6);
    }

    [Fact]
    public async Task A_picture_in_memory_equals_the_one_in_a_file()
    {
        var content = Picture(57, 41);
        await File.WriteAllBytesAsync(folder.File("p.png"), content.Data.ToArray());
        using var generator = new MediaEmbeddingGenerator(model);
        Assert.Equal(
            model.EmbedImages([MediaReader.Picture(folder.File("p.png"), model)])[0],
            (await generator.GenerateVectorAsync(content)).ToArray());
        Assert.Equal(model.EmbedImages([Png.Read(folder.File("p.png"))])[0], (await generator.GenerateVectorAsync(content)).ToArray());
    }

    [Fact]
    public async Task What_is_no_picture_is_named_and_refused()
    {
        using var generator = new MediaEmbeddingGenerator(model, new() { MaxMediaBytes = 5_000 });
        await Assert.ThrowsAsync<NotSupportedException>(() => generator.GenerateAsync([new DataContent(new byte[9], "audio/wav")]));
        await Assert.ThrowsAsync<GexiaException>(() => generator.GenerateAsync([new DataContent(ReadOnlyMemory<byte>.Empty, "image/png")]));
        Assert.Contains(
            "5000",
            (
                await Assert.ThrowsAsync<GexiaException>(
                    () => generator.GenerateAsync([new DataContent(new byte[5_001], "image/png")]))).Message);
        var damaged = Picture(20, 20).Data.ToArray();
        damaged[40] ^= 0x55;
        var error = await Assert.ThrowsAsync<ImageException>(
            () => generator.GenerateAsync([new DataContent(damaged, "image/png") { Name = "cat.png" }]));
        Assert.StartsWith("cat.png", error.Message);
    }

    [Theory]
    [InlineData("JPEG")]
    [InlineData("GIF")]
    [InlineData("WEBP")]
    [InlineData("TIFF")]
    [InlineData("BMP")]
    [InlineData("TGA")]
    [InlineData("PNM")]
    public async Task A_picture_in_memory_is_read_by_its_content(string format)
    {
        using var generator = new MediaEmbeddingGenerator(model);
        var bytes = PictureCase.All.First(picture => picture.Format == format).Bytes;
        var expected = model.EmbedImages([Gexia.Data.Image.Picture.Read(bytes, "x")])[0];
        // whatever it claims to be
        Assert.Equal(expected, (await generator.GenerateVectorAsync(new DataContent(bytes, "image/png"))).ToArray());
    }

    [Fact]
    public async Task Options_bound_pictures()
    {
        using var generator = new MediaEmbeddingGenerator(model, new() { MaxPicturePixels = 100 });
        var error = await Assert.ThrowsAsync<ImageException>(() => generator.GenerateAsync([Picture(20, 20)]));
        Assert.Contains("100 pixels", error.Message);
        Assert.Throws<ArgumentException>(() => new MediaEmbeddingGenerator(model, new() { MaxPicturePixels = 0 }));
    }

    [FfmpegFact]
    public void A_half_picture_is_refused_by_whoever_decodes_it()
    {
        var bytes = PictureCase.Of("JPEG", "4:2:0 scene").Bytes;
        File.WriteAllBytes(folder.File("half"), bytes[..(bytes.Length * 5 / 6)]);
        Assert.Throws<ImageException>(() => MediaReader.Picture(folder.File("half"), model));
        var error = Assert.Throws<VideoException>(
            () => MediaReader.Picture(folder.File("half"), model, new() { Decoder = PictureDecoder.Ffmpeg }));
        Assert.Equal(VideoFailure.Undecodable, error.Failure);
    }

    [FfmpegFact]
    public async Task What_goes_through_ffmpeg_leaves_no_file_behind()
    {
        using var generator = new MediaEmbeddingGenerator(model, new() { Decoder = PictureDecoder.Ffmpeg });
        var before = Directory.GetDirectories(Path.GetTempPath(), "gexia-*").ToHashSet();
        var bitmap = new DataContent(Bitmap(24, 16), "image/bmp");
        Assert.Equal(model.Dimensions, (await generator.GenerateVectorAsync(bitmap)).Length);
        var error = await Assert.ThrowsAsync<VideoException>(
            () => generator.GenerateAsync([new DataContent("no picture at all"u8.ToArray(), "image/jpeg") { Name = "holiday.jpg" }]));
        Assert.StartsWith("holiday.jpg", error.Message);
        Assert.DoesNotContain(Directory.GetDirectories(Path.GetTempPath(), "gexia-*"), path =>
            !before.Contains(path) && File.Exists(Path.Combine(path, "medium")));
    }

    private static DataContent Picture(int width, int height)
    {
        var image = new RgbImage(width, height);
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)(i * 31 + (i * i % 251));
        using var stream = new MemoryStream();
        Png.Encode(stream, image);
        return new(stream.ToArray(), "image/png");
    }

    /// <summary>An uncompressed 24-bit picture, all of one colour.</summary>
    private static byte[] Bitmap(int width, int height)
    {
        var bytes = new byte[54 + width * height * 3];
        using var writer = new BinaryWriter(new MemoryStream(bytes));
        writer.Write("BM"u8);
        foreach (var value in (int[])[bytes.Length, 0, 54, 40, width, height, 1 | 24 << 16, 0, width * height * 3, 0, 0, 0, 0])
            writer.Write(value);
        bytes.AsSpan(54).Fill(0x7F);
        return bytes;
    }

    private string Animation(string name)
    {
        var source = new SyntheticSources(seed: 5).Create("train", 1)[0];
        AnimatedPng.Write(folder.File(name), source.Video.Frames, 4);
        return folder.File(name);
    }
}
