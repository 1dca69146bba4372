using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Embeddings;
using Gexia.Embeddings.Pipeline;
using Gexia.Io;

namespace Gexia.Cli.Embed;

/// <summary>What files are read as.</summary>
internal enum MediaKind
{
    Image,
    Video,
}

/// <summary>The pictures or videos that a command line names.</summary>
internal static class MediaFiles
{
    private static readonly string[] Pictures =
        [
            ".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".bmp", ".dib", ".tif", ".tiff", ".tga", ".ppm", ".pgm",
            ".pbm", ".pnm"
        ];

    /// <summary>
    /// A folder stands for the files in it, at any depth, whose names end like pictures or videos; ordered by name on every system.
    /// </summary>
    /// <remarks>
    /// However many names it has in the folders, a file counts once; see <see cref="FolderWalk"/>. A file that is
    /// named itself always counts.
    /// </remarks>
    public static WalkResult Expand(MediaKind kind, string[] inputs, CancellationToken cancellation)
    {
        var endings = kind == MediaKind.Image ? Pictures : VideoEndings.All;
        var walk = new FolderWalk(name => endings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase));
        WalkResult[] parts =
            [.. inputs.Select(input => Directory.Exists(input) ? walk.Under(input, cancellation) : new WalkResult([input], []))];
        return new([.. parts.SelectMany(part => part.Files)], [.. parts.SelectMany(part => part.Unreadable)]);
    }

    /// <summary>The picture, or the frames that are sampled of the video.</summary>
    public static DecodedMedium Decode(
        MediaKind kind, string file, EmbeddingModel model, EmbeddingOptions options, CancellationToken cancellation) =>
        kind == MediaKind.Image
            ? DecodedMedium.Picture(MediaReader.Picture(file, model, options, cancellation))
            : MediaReader.Sampled(file, model, options, cancellation);

    /// <summary>SHA-256 of a file's bytes, in hexadecimal.</summary>
    public static string Hash(string file, CancellationToken cancellation)
    {
        using var stream = InputFile.Open(file);
        return Convert.ToHexStringLower(SHA256.HashDataAsync(stream, cancellation).AsTask().GetAwaiter().GetResult());
    }

    /// <summary>The line about a file that cannot be read or embedded.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="file">The file, for errors that do not name it.</param>
    /// <exception cref="Exception">The error is about something else than one file, and goes on its way.</exception>
    public static string Unreadable(Exception error, string file)
    {
        if (error is not (ImageException or VideoException or IOException or UnauthorizedAccessException or GexiaException))
            ExceptionDispatchInfo.Throw(error);
        var reason = Failure.Describe(error).Message;
        return error is NonFiniteEmbeddingException ? $"{file}: {reason}" : reason;
    }
}
