using Gexia.Data.Image.Formats;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Tga;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace Gexia.Data.Image.Formats;

/// <summary>How a pixel lies in memory.</summary>
internal enum PixelLayout
{
    /// <summary>Red, green, blue, a byte each.</summary>
    Rgb,

    /// <summary>Red, green, blue, alpha, a byte each.</summary>
    Rgba,

    /// <summary>Red, green, blue, 16 bits each in this machine's order.</summary>
    Rgb16,

    /// <summary>Grey, 16 bits in this machine's order.</summary>
    Grey16,
}

/// <summary>Decoded pixels.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Bytes">[height, width] pixels of the layout that was asked for.</param>
internal readonly record struct DecodedPixels(int Width, int Height, byte[] Bytes);

/// <summary>The one place that calls ImageSharp: bytes in, pixels or an <see cref="ImageException"/> out.</summary>
/// <remarks>
/// Each call has a configuration of its own: no parallel work, so that nothing depends on the number of threads; memory from
/// <see cref="BoundedAllocator"/>; a stream that looks at the clock, because most decoders do not look at their cancellation token.
/// Metadata is skipped; what is needed of it is read by this project. What a decoder throws on damaged data is of many types,
/// those of defects included, so all of it becomes one exception here.
/// </remarks>
internal static class ImageSharpDecoder
{
    /// <summary>Decodes the first picture.</summary>
    /// <param name="format">What the bytes are.</param>
    /// <param name="bytes">A whole file of that format.</param>
    /// <param name="source">The file that they come from, for limits and messages.</param>
    /// <param name="layout">How pixels are wanted.</param>
    /// <exception cref="ImageException">It cannot be decoded or is above a limit.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static DecodedPixels Decode(PictureFormat format, byte[] bytes, PictureSource source, PixelLayout layout) => layout switch
    {
        PixelLayout.Rgb => Decode<Rgb24>(format, bytes, source),
        PixelLayout.Rgba => Decode<Rgba32>(format, bytes, source),
        PixelLayout.Rgb16 => Decode<Rgb48>(format, bytes, source),
        _ => Decode<L16>(format, bytes, source),
    };

    private static DecodedPixels Decode<TPixel>(PictureFormat format, byte[] bytes, PictureSource source)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        source.Check();
        var (decoder, detector) = DecoderOf(format);
        var memory = new BoundedAllocator(source.Limits.MaxMemoryBytes);
        var configuration = new Configuration { MaxDegreeOfParallelism = 1, MemoryAllocator = memory, PreferContiguousImageBuffers = true };
        try
        {
            var stated = detector.Identify(configuration, new ClockedStream(bytes, source), source.Clock.Token)
                ?? throw new ImageException(source.Name, -1, $"cannot be decoded as {format}: no size is stated");
            source.Require(stated.Width, stated.Height);
            using var image = decoder.Decode<TPixel>(configuration, new ClockedStream(bytes, source), source.Clock.Token);
            source.Check();
            if (image.Width != stated.Width || image.Height != stated.Height)
                throw new ImageException(
                    source.Name, -1, $"states a size of {stated.Width}x{stated.Height} and holds {image.Width}x{image.Height}");
            return new DecodedPixels(image.Width, image.Height, memory.PixelsOf(image));
        }
        catch (OperationCanceledException) when (source.Clock.Token.IsCancellationRequested)
        {
            throw source.Clock.Over(source.Name);
        }
        catch (Exception error) when (error is not (ImageException or OperationCanceledException))
        {
            source.Check();
            if (memory.WasExceeded || error is OutOfMemoryException)
                throw ImageException.Above(
                    source.Name, -1, $"decoding it needs more than {source.Limits.MaxMemoryBytes} bytes of memory", error);
            throw new ImageException(source.Name, -1, $"cannot be decoded as {format}: {Reason(error)}", error);
        }
    }

    private static (IImageDecoder Decoder, IImageInfoDetector Detector) DecoderOf(PictureFormat format)
    {
        IImageDecoder decoder = format switch
        {
            PictureFormat.Jpeg => new JpegDecoder { IgnoreMetadata = true },
            PictureFormat.Gif => new GifDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First },
            PictureFormat.Webp => new WebpDecoder { IgnoreMetadata = true },
            PictureFormat.Bmp => new BmpDecoder(),
            PictureFormat.Tiff => new TiffDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First },
            PictureFormat.Tga => new TgaDecoder(),
            _ => throw new ArgumentOutOfRangeException(nameof(format), $"ImageSharpDecoder: {format} is read by this project itself."),
        };
        return (decoder, (IImageInfoDetector)decoder);
    }

    // Its own exceptions say something about the file; of the others only the type says anything.
    private static string Reason(Exception error) => error is ImageFormatException or NotSupportedException
        ? string.Concat(error.Message.ReplaceLineEndings(" ").Where(c => !char.IsControl(c))).Trim().TrimEnd('.')
        : $"the decoder failed on its data ({error.GetType().Name})";
}
