using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Embeddings.Pipeline;
using Microsoft.Extensions.AI;

namespace Gexia.Embeddings;

/// <summary>Pictures and sampled frames out of files and of bytes in memory, ready for a model.</summary>
/// <remarks>
/// Pictures, animated ones included, are decoded in this process (<see cref="Gexia.Data.Image.Picture"/>), unless
/// <see cref="EmbeddingOptions.Decoder"/> says ffmpeg; everything else by ffmpeg, from a temporary file that only this user can read and
/// that is deleted afterwards. All within the limits of <see cref="EmbeddingOptions"/>. The content decides what a file is, not its name.
/// </remarks>
public static class MediaReader
{
    /// <summary>A picture, for <see cref="EmbeddingModel.EmbedImages"/>; of an animation or a video the first frame.</summary>
    /// <param name="path">PNG, JPEG, GIF, WebP, BMP, TIFF, TGA, PPM/PGM/PBM, or anything that ffmpeg decodes.</param>
    /// <param name="model">Who will read it.</param>
    /// <param name="options">Limits, and who decodes.</param>
    /// <param name="cancellation">Ends the decoder.</param>
    /// <returns>The picture, shrunk already where ffmpeg decodes it.</returns>
    /// <exception cref="ImageException">It is missing, is damaged, or above a limit.</exception>
    /// <exception cref="VideoException">ffmpeg cannot decode it, or it is above a limit.</exception>
    public static RgbImage Picture(
        string path, EmbeddingModel model, EmbeddingOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= EmbeddingOptions.Default;
        var isPicture = Data.Image.Picture.FormatOf(path) is not null;
        if (isPicture && options.Decoder == PictureDecoder.Managed)
            return Data.Image.Picture.Read(path, options.PictureLimits, cancellation);
        var limits = options.VideoLimits with { MaxPixels = options.MaxPicturePixels };
        // ffmpeg fills up a picture that ends early, and says so only when asked what the file holds.
        if (isPicture && VideoReader.Probe(path, limits, cancellation).Warning is { } warning)
            throw new VideoException(path, VideoFailure.Undecodable, warning);
        return VideoReader.ReadFrames(path, [0], FrameGeometry.For(model.Preprocessing), limits, cancellation)[0];
    }

    /// <summary>Frames of a video, for <see cref="EmbeddingModel.EmbedVideo"/>: those in the middles of equal parts.</summary>
    /// <param name="path">An animated PNG, GIF or WebP, or anything that ffmpeg decodes.</param>
    /// <param name="model">Who will read them.</param>
    /// <param name="options">How many frames, limits, and who decodes pictures; frames repeat where the video has fewer.</param>
    /// <param name="cancellation">Ends the decoder.</param>
    /// <returns>The frames, shrunk already.</returns>
    /// <exception cref="VideoException">It cannot be decoded, or is above a limit.</exception>
    public static RgbImage[] Video(
        string path, EmbeddingModel model, EmbeddingOptions? options = null, CancellationToken cancellation = default) =>
        [.. Sampled(path, model, options, cancellation).Frames];

    /// <summary>
    /// As <see cref="Video"/>, and says when only a part of the file can be decoded; the frames are then spread over that part.
    /// </summary>
    /// <param name="path">An animated PNG, GIF or WebP, or anything that ffmpeg decodes.</param>
    /// <param name="model">Who will read them.</param>
    /// <param name="options">How many frames, and limits; frames repeat where the video has fewer.</param>
    /// <param name="cancellation">Ends the decoder.</param>
    /// <returns>The frames, shrunk already, with <see cref="DecodedMedium.Warning"/>.</returns>
    /// <exception cref="VideoException">It cannot be decoded, or is above a limit.</exception>
    public static DecodedMedium Sampled(
        string path, EmbeddingModel model, EmbeddingOptions? options = null, CancellationToken cancellation = default)
    {
        var limits = (options ?? EmbeddingOptions.Default).VideoLimits;
        var facts = VideoReader.Probe(path, limits, cancellation);
        var picks = FrameSampler.Test(facts.Times, 0, Math.Max(facts.Duration, double.Epsilon), options?.Frames ?? model.Frames);
        var frames = VideoReader.ReadFrames(path, picks, FrameGeometry.For(model.Preprocessing), limits, cancellation);
        return new DecodedMedium(frames, IsVideo: true) { Warning = facts.Warning };
    }

    /// <summary>A picture (one frame) or a video (several) out of memory.</summary>
    internal static DecodedMedium Read(DataContent content, EmbeddingModel model, EmbeddingOptions options, CancellationToken cancellation)
    {
        var name = content.Name ?? content.MediaType;
        var bytes = content.Data;
        if (bytes.Length > options.MaxMediaBytes)
        {
            throw new GexiaException(
                $"{name}: {bytes.Length} bytes are above the limit of {options.MaxMediaBytes}; see EmbeddingOptions.MaxMediaBytes.");
        }
        if (bytes.IsEmpty) throw new GexiaException($"{name}: is empty.");
        var isVideo = content.HasTopLevelMediaType("video");
        if (!isVideo && !content.HasTopLevelMediaType("image"))
            throw new NotSupportedException($"{name}: media type {content.MediaType} cannot be embedded; image/* and video/* can.");
        if (!isVideo && options.Decoder == PictureDecoder.Managed && Data.Image.Picture.IsKnown(bytes.Span))
            return DecodedMedium.Picture(Data.Image.Picture.Read(bytes, name, options.PictureLimits, cancellation));
        var folder = Directory.CreateTempSubdirectory("gexia-");    // only its owner may look into it
        try
        {
            var file = Path.Combine(folder.FullName, "medium");
            using (var stream = File.Create(file)) stream.Write(bytes.Span);
            return isVideo
                ? Sampled(file, model, options, cancellation)
                : DecodedMedium.Picture(Picture(file, model, options, cancellation));
        }
        catch (VideoException error)
        {
            throw new VideoException(name, error.Failure, error.Reason, error);     // the temporary file's name says nothing to anybody
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
