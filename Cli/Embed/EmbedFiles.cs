using System.Globalization;
using Gexia.Data.Loading;
using Gexia.Embeddings;
using Gexia.Embeddings.Pipeline;

namespace Gexia.Cli.Embed;

/// <summary>
/// Pictures or videos → <c>image_features</c> or <c>video_features</c> [files, dimensions], in order, going on where an earlier run ended.
/// </summary>
/// <remarks>A file that cannot be read is left out; of a video that can be decoded only in part, that part is embedded. Either is told of
/// once and listed in <c>OUT.bad_videos.jsonl</c>.</remarks>
internal static class EmbedFiles
{
    private const string BadSuffix = ".bad_videos.jsonl";

    /// <summary>Goes up when files are decoded to other pixels, or when more is known of them than earlier outputs tell.</summary>
    private const int Decoding = 2;

    public static int Run(
        Session session, EmbeddingModel model, MediaKind kind, string[] inputs, string output, EmbeddingOptions options,
        PipelineOptions queues, CancellationToken cancellation)
    {
        var (files, unreadable) = MediaFiles.Expand(kind, inputs, cancellation);
        foreach (var (folder, reason) in unreadable) session.Warn($"{folder}: {reason}");
        if (files.Count == 0)
        {
            session.Tell($"embed: no {(kind == MediaKind.Image ? "picture" : "video")} found in {string.Join(", ", inputs)}.");
            return ExitCode.NothingFound;
        }
        var (tensor, frames) = kind == MediaKind.Image ? ("image_features", 1) : ("video_features", options.Frames ?? model.Frames);
        using var journal = EmbeddingJournal.Open(output, tensor, Settings(model, kind, frames, options), model.Dimensions);
        var pipeline = new EmbeddingPipeline(model, options, queues);
        var (rows, reused) = (new List<EmbeddedFile>(), 0);
        var bad = new BadVideos(BadVideoPolicy.Skip);
        foreach (var (folder, reason) in unreadable) bad.Note(folder, reason);
        var (hashes, warnings) = (new string[files.Count], new string?[files.Count]);
        using var progress = new Progress(session.Terminal, "embed", "files", files.Count);
        foreach (var (n, vector, error) in pipeline.Run(files.Count, Decode, frames, cancellation))
        {
            if (error is not null) Fail(session, bad, files[n], error);
            else
            {
                // Two files of the same bytes may have been decoded at the same time; the first counts.
                if (journal.Find(hashes[n]) is { } known) reused++;
                else known = vector!;
                if (warnings[n] is { } warning)
                {
                    session.Warn($"{files[n]}: {warning}");
                    bad.ReportPart(files[n], warning);
                }
                else if (vector is not null) journal.Add(hashes[n], known);
                rows.Add(new(files[n], hashes[n], known, warnings[n]));
            }
            progress.Report(n + 1, Note(pipeline.Figures));
        }
        progress.Dispose();
        if (rows.Count == 0)
            throw CommandException.BadInput($"embed: none of {files.Count} files could be read and embedded; {output} was not written.");
        journal.Complete(rows, model);
        bad.Write(output + BadSuffix);
        EmbedReport.Write(session, model, output, options, rows.Count, reused, bad, pipeline.Figures);
        if (bad.All.Count + bad.Partial.Count == 0) return ExitCode.Ok;
        session.Warn($"{output + BadSuffix} lists the files that could not be read, or only in part.");
        return ExitCode.Partial;

        DecodedMedium? Decode(int n, CancellationToken stop)
        {
            hashes[n] = MediaFiles.Hash(files[n], stop);
            if (journal.Find(hashes[n]) is not null) return null;
            var medium = MediaFiles.Decode(kind, files[n], model, options, stop);
            warnings[n] = medium.Warning;
            return medium;
        }
    }

    private static void Fail(Session session, BadVideos bad, string file, Exception error)
    {
        var line = MediaFiles.Unreadable(error, file);
        session.Warn(line);
        var name = $"{file}: ";         // the list has it apart
        bad.Note(file, line.StartsWith(name, StringComparison.Ordinal) ? line[name.Length..] : line);
    }

    private static string Note(PipelineFigures figures) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{figures.FramesPerSecond:0.0} frames a second, {figures.WaitingShare:0 %} of the time waiting for data");

    /// <summary>What decides an embedding besides the file: how files are decoded, the model and the options.</summary>
    private static string Settings(EmbeddingModel model, MediaKind kind, int frames, EmbeddingOptions options) =>
        $"decoding-{Decoding} {kind}{(kind == MediaKind.Video ? $" {frames} frames" : "")} {(options.Normalize ? "normalized" : "raw")} "
        + $"{model.MediaFingerprint()}";
}
