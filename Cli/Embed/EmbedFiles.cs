using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Embeddings;

namespace Gexia.Cli.Embed;

/// <summary>What files are read as.</summary>
internal enum MediaKind
{
    Image,
    Video,
}

/// <summary>Pictures or videos → <c>image_features</c> or <c>video_features</c> [files, dimensions], file by file, going on where an earlier run ended.</summary>
internal static class EmbedFiles
{
    private static readonly string[] Pictures = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".ppm", ".pgm", ".pbm"];
    private static readonly string[] Videos = [".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".flv", ".wmv", ".ogv", ".gif", ".png", ".apng"];

    public static int Run(Session session, EmbeddingModel model, MediaKind kind, string[] inputs, string output, EmbeddingOptions options, CancellationToken cancellation)
    {
        var files = Expand(kind, inputs);
        if (files.Count == 0)
        {
            session.Note($"embed: no {(kind == MediaKind.Image ? "picture" : "video")} found in {string.Join(", ", inputs)}.");
            return ExitCode.NothingFound;
        }
        var tensor = kind == MediaKind.Image ? "image_features" : "video_features";
        using var journal = EmbeddingJournal.Open(output, tensor, Settings(model, kind, options), model.Dimensions);
        var (rows, failed, reused) = (new List<(string File, string Hash, float[] Vector)>(), new List<(string File, string Reason)>(), 0);
        var progress = new Progress(session.Terminal, "embed", "files", files.Count);
        foreach (var file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                var hash = Hash(file);
                if (journal.Find(hash) is { } known) reused++;
                else journal.Add(hash, known = Embed(model, kind, file, options, cancellation));
                rows.Add((file, hash, known));
            }
            catch (Exception error) when (error is ImageException or VideoException or IOException or UnauthorizedAccessException or InvalidDataException)
            {
                var reason = Failure.Describe(error).Message;
                session.Warn(reason);
                failed.Add((file, reason));
            }
            progress.Report(rows.Count + failed.Count);
        }
        progress.Finish();
        if (rows.Count == 0) throw CommandException.BadInput($"embed: none of {files.Count} files could be read; {output} was not written.");
        journal.Complete([.. rows.Select(row => row.Vector)], [.. rows.Select(row => row.File)], [.. rows.Select(row => row.Hash)], model.Id);
        Report(session, model, output, options, rows.Count, reused, failed);
        return failed.Count > 0 ? ExitCode.Partial : ExitCode.Ok;
    }

    private static float[] Embed(EmbeddingModel model, MediaKind kind, string file, EmbeddingOptions options, CancellationToken cancellation) => kind == MediaKind.Image
        ? model.EmbedImages([MediaReader.Picture(file, model, options, cancellation)], options, cancellation)[0]
        : model.EmbedVideo(MediaReader.Video(file, model, options, cancellation), options);

    // A folder stands for the files in it, at any depth, whose names end like pictures or videos; ordered by name on every system.
    private static List<string> Expand(MediaKind kind, string[] inputs)
    {
        var endings = kind == MediaKind.Image ? Pictures : Videos;
        return [.. inputs.SelectMany<string, string>(input => !Directory.Exists(input) ? [input]
            : Directory.EnumerateFiles(input, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System })
                .Where(file => endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal))];
    }

    /// <summary>What decides an embedding besides the file: the model by what it makes of a grey picture, and the options.</summary>
    private static string Settings(EmbeddingModel model, MediaKind kind, EmbeddingOptions options)
    {
        var grey = new RgbImage(model.ImageSize, model.ImageSize);
        Array.Fill(grey.Pixels, (byte)128);
        var probe = MemoryMarshal.AsBytes(model.EmbedImages([grey])[0].AsSpan());
        var frames = kind == MediaKind.Video ? $" {options.Frames ?? model.Frames} frames" : "";
        return $"{kind}{frames} {(options.Normalize ? "normalized" : "raw")} {Convert.ToHexStringLower(SHA256.HashData(probe))}";
    }

    private static string Hash(string file)
    {
        if (!File.Exists(file)) throw new FileNotFoundException($"{file}: no such file.", file);
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static void Report(Session session, EmbeddingModel model, string output, EmbeddingOptions options, int embedded, int reused, List<(string File, string Reason)> failed)
    {
        if (session.Json)
            JsonText.WriteObject(session.Out, json =>
            {
                EmbeddingFile.Describe(json, output, model, options.Normalize);
                json.WriteNumber("embedded", embedded);
                json.WriteNumber("reused", reused);
                json.WriteStartArray("failed");
                foreach (var (file, reason) in failed)
                {
                    json.WriteStartObject();
                    json.WriteString("file", file);
                    json.WriteString("reason", reason);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            });
        else session.Out.WriteLine($"{embedded} files ({reused} known already, {failed.Count} unreadable), {model.Dimensions} dimensions: {TerminalText.Escape(output)}");
    }
}
