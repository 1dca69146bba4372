using System.Globalization;
using Gexia.Embeddings;
using Gexia.Embeddings.Pipeline;

namespace Gexia.Cli.Embed;

/// <summary>Pictures or videos → <c>image_features</c> or <c>video_features</c> [files, dimensions], in order, going on where an earlier run ended.</summary>
internal static class EmbedFiles
{
    public static int Run(Session session, EmbeddingModel model, MediaKind kind, string[] inputs, string output, EmbeddingOptions options, PipelineOptions queues, CancellationToken cancellation)
    {
        var files = MediaFiles.Expand(kind, inputs);
        if (files.Count == 0)
        {
            session.Note($"embed: no {(kind == MediaKind.Image ? "picture" : "video")} found in {string.Join(", ", inputs)}.");
            return ExitCode.NothingFound;
        }
        var (tensor, frames) = kind == MediaKind.Image ? ("image_features", 1) : ("video_features", options.Frames ?? model.Frames);
        using var journal = EmbeddingJournal.Open(output, tensor, Settings(model, kind, frames, options), model.Dimensions);
        var pipeline = new EmbeddingPipeline(model, options, queues);
        var (rows, failed, reused) = (new List<(string File, string Hash, float[] Vector)>(), new List<(string File, string Reason)>(), 0);
        var hashes = new string[files.Count];
        var progress = new Progress(session.Terminal, "embed", "files", files.Count);
        foreach (var (n, vector, error) in pipeline.Run(files.Count, Decode, frames, cancellation))
        {
            if (error is not null) Fail(files[n], error);
            else
            {
                // Two files of the same bytes may have been decoded at the same time; the first counts.
                if (journal.Find(hashes[n]) is { } known) reused++;
                else journal.Add(hashes[n], known = vector!);
                rows.Add((files[n], hashes[n], known));
            }
            progress.Report(n + 1, Note(pipeline.Figures));
        }
        progress.Finish();
        if (rows.Count == 0) throw CommandException.BadInput($"embed: none of {files.Count} files could be read and embedded; {output} was not written.");
        journal.Complete([.. rows.Select(row => row.Vector)], [.. rows.Select(row => row.File)], [.. rows.Select(row => row.Hash)], model);
        EmbedReport.Write(session, model, output, options, rows.Count, reused, failed, pipeline.Figures);
        return failed.Count > 0 ? ExitCode.Partial : ExitCode.Ok;

        DecodedMedium? Decode(int n, CancellationToken stop)
        {
            hashes[n] = MediaFiles.Hash(files[n], stop);
            return journal.Find(hashes[n]) is not null ? null : MediaFiles.Decode(kind, files[n], model, options, stop);
        }

        void Fail(string file, Exception error)
        {
            var reason = MediaFiles.Unreadable(error, file);
            session.Warn(reason);
            failed.Add((file, reason));
        }
    }

    private static string Note(PipelineFigures figures) =>
        string.Create(CultureInfo.InvariantCulture, $"{figures.FramesPerSecond:0.0} frames a second, {figures.WaitingShare:0 %} of the time waiting for data");

    /// <summary>What decides an embedding besides the file: the model and the options.</summary>
    private static string Settings(EmbeddingModel model, MediaKind kind, int frames, EmbeddingOptions options) =>
        $"{kind}{(kind == MediaKind.Video ? $" {frames} frames" : "")} {(options.Normalize ? "normalized" : "raw")} {model.MediaFingerprint()}";
}
