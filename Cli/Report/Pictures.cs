using Gexia.Data.Image;

namespace Gexia.Cli.Report;

/// <summary>Pictures inside a page: data URIs, several frames side by side as one picture.</summary>
internal static class Pictures
{
    private const int SmallPixels = 96 * 96;

    /// <summary>The picture as <c>data:image/png;base64,…</c>.</summary>
    public static string DataUri(RgbImage image)
    {
        using var stream = new MemoryStream();
        Png.Encode(stream, image);
        return "data:image/png;base64," + Convert.ToBase64String(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>As few bytes as a page needs: JPEG, or PNG of a picture so small that every pixel counts.</summary>
    public static string PhotoUri(RgbImage image)
    {
        if (image.Width * image.Height <= SmallPixels) return DataUri(image);
        using var stream = new MemoryStream();
        Jpeg.Encode(stream, image);
        return "data:image/jpeg;base64," + Convert.ToBase64String(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Pictures of one size side by side, <paramref name="gap"/> gray columns apart.</summary>
    public static RgbImage Strip(IReadOnlyList<RgbImage> frames, int gap)
    {
        var (width, height) = (frames[0].Width, frames[0].Height);
        var strip = new RgbImage((frames.Count * width) + ((frames.Count - 1) * gap), height);
        strip.Pixels.AsSpan().Fill(128);
        for (var i = 0; i < frames.Count; i++)
        {
            if (frames[i].Width != width || frames[i].Height != height)
                throw new ArgumentException(
                    $"Strip: frames must be of one size; found {width}x{height} and {frames[i].Width}x{frames[i].Height}.");
            for (var row = 0; row < height; row++)
                frames[i].Pixels.AsSpan(row * width * 3, width * 3)
                    .CopyTo(strip.Pixels.AsSpan(((row * strip.Width) + (i * (width + gap))) * 3));
        }
        return strip;
    }

    /// <summary>Each pixel as a square of <paramref name="factor"/> × <paramref name="factor"/>.</summary>
    public static RgbImage Magnify(RgbImage image, int factor)
    {
        var result = new RgbImage(image.Width * factor, image.Height * factor);
        for (var row = 0; row < result.Height; row++)
        {
            for (var column = 0; column < result.Width; column++)
                image.Pixels.AsSpan((((row / factor) * image.Width) + (column / factor)) * 3, 3)
                    .CopyTo(result.Pixels.AsSpan(((row * result.Width) + column) * 3));
        }
        return result;
    }

    /// <summary>An img element of some frames, shown at about <paramref name="pixels"/> rows.</summary>
    public static void WriteStrip(HtmlWriter html, IReadOnlyList<RgbImage> frames, string alternative, int pixels)
    {
        if (frames.Count == 0) return;
        var strip = Strip(frames, gap: Math.Max(1, frames[0].Height / 24));
        var scale = Math.Max(1, (int)Math.Round(pixels / (double)strip.Height));
        html.Write(
            $"<img src=\"{DataUri(strip)}\" width=\"{strip.Width * scale}\" height=\"{strip.Height * scale}\" style=\"height:auto\" "
            + $"alt=\"{alternative}\">\n");
    }
}
