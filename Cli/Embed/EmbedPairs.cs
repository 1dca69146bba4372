using System.Globalization;
using Gexia.Cli.Train;
using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Io;
using Gexia.Training.Evaluation;
using Gexia.Training.Runs;

namespace Gexia.Cli.Embed;

/// <summary>
/// Pairs → <c>video_features</c> and <c>text_features</c> [pairs, dimensions], a row for each pair, as an evaluation
/// of the run compares them.
/// </summary>
/// <remarks>What cannot be used is left out, told of and listed beside the output, as <see cref="EmbedFiles"/> does.</remarks>
internal static class EmbedPairs
{
    private const string VideosSuffix = ".bad_videos.jsonl", PairsSuffix = ".bad_pairs.jsonl";

    public static int Run(Session session, TrainedRun run, RunPairs chosen, string output, bool normalize, CancellationToken cancellation)
    {
        chosen.Tell(session);
        BadVideos bad = new(BadVideoPolicy.Skip);
        BadPairs badPairs = new(BadVideoPolicy.Skip);
        using var scope = TensorScope.Begin();
        var (cell, embedded) = run.Embed(chosen.File, Granularity.Svst, bad, badPairs, cancellation);
        float[][] clips = Rows(embedded.Videos, normalize), texts = Rows(embedded.Texts, normalize);
        var pairs = cell.Set.Pairs;
        int[] kept = [.. Enumerable.Range(0, pairs.Count).Where(i => IsFinite(clips[embedded.Gallery.ClipOf[i]]) && IsFinite(texts[i]))];
        if (kept.Length == 0)
        {
            throw CommandException.BadInput(
                $"embed: the model has no finite embedding of any of {pairs.Count} pairs; {output} was not written.");
        }
        var width = embedded.Texts.Shape[1];
        var weights = run.Model.Parameters.Format.Word();
        SafeTensorsWriter.Write(
            output,
            [
                KeyValuePair.Create("video_features", Matrix([.. kept.Select(i => clips[embedded.Gallery.ClipOf[i]])], width)),
                KeyValuePair.Create("text_features", Matrix([.. kept.Select(i => texts[i])], width)),
            ],
            new Dictionary<string, string>
            {
                ["weights"] = weights,
                ["normalized"] = normalize ? "true" : "false",
                [cell.Options.Name] = cell.Options.ToString(),
                ["lines"] = EmbeddingFile.List(kept.Select(i => pairs[i].Clip[0].Line.ToString(CultureInfo.InvariantCulture))),
                ["clips"] = EmbeddingFile.List(kept.Select(i => pairs[i].Clip[0].ToString())),
                ["inputs"] = EmbeddingFile.List(kept.Select(i => pairs[i].Text)),
            });
        bad.Write(output + VideosSuffix);
        badPairs.Write(output + PairsSuffix);
        Tell(session, output, kept.Length, pairs.Count - kept.Length, width, weights, normalize);
        var code = BadInputs.Tell(session, bad, output + VideosSuffix, badPairs, output + PairsSuffix);
        if (kept.Length == pairs.Count) return code;
        session.Warn($"{pairs.Count - kept.Length} pairs were left out because an embedding of theirs is not finite.");
        return ExitCode.Partial;
    }

    private static void Tell(Session session, string output, int embedded, int failed, int width, string weights, bool normalize)
    {
        if (!session.Json)
        {
            session.Out.WriteLine($"{embedded} pairs, {width} dimensions, {weights} weights: {TerminalText.Escape(output)}");
            return;
        }
        JsonText.WriteObject(session.Out, json =>
        {
            json.WriteString("out", output);
            json.WriteString("weights", weights);
            json.WriteNumber("dimensions", width);
            json.WriteBoolean("normalized", normalize);
            json.WriteNumber("embedded", embedded);
            json.WriteNumber("failed", failed);
        });
    }

    private static float[][] Rows(Tensor embeddings, bool normalize) =>
        [.. (normalize ? CosineScores.UnitRows(embeddings) : embeddings).ToArray<float>().Chunk(embeddings.Shape[1])];

    private static bool IsFinite(float[] row) => row.All(float.IsFinite);

    private static Tensor Matrix(float[][] rows, int width)
    {
        var matrix = Tensor.Zeros([rows.Length, width]);
        for (var row = 0; row < rows.Length; row++) rows[row].CopyTo(matrix.AsSpan<float>()[(row * width)..]);
        return matrix;
    }
}
