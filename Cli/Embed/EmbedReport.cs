using System.Globalization;
using System.Text.Json;
using Gexia.Data.Loading;
using Gexia.Embeddings;
using Gexia.Embeddings.Pipeline;

namespace Gexia.Cli.Embed;

/// <summary>What <c>embed</c> says in the end about pictures or videos.</summary>
internal static class EmbedReport
{
    public static void Write(
        Session session, EmbeddingModel model, string output, EmbeddingOptions options, int embedded, int reused, BadVideos bad,
        PipelineFigures figures)
    {
        var seconds = figures.Elapsed.TotalSeconds;
        var filesPerSecond = (embedded + bad.All.Count) / seconds;
        if (session.Json)
            JsonText.WriteObject(session.Out, json =>
            {
                EmbeddingFile.Describe(json, output, model, options.Normalize);
                json.WriteNumber("embedded", embedded);
                json.WriteNumber("reused", reused);
                WriteList(json, "failed", bad.All);
                WriteList(json, "partial", bad.Partial);
                json.WriteNumber("frames", figures.Frames);
                json.WriteNumber("seconds", seconds);
                json.WriteNumber("files_per_second", filesPerSecond);
                json.WriteNumber("frames_per_second", figures.FramesPerSecond);
                json.WriteNumber("waiting_share", figures.WaitingShare);
            });
        else
        {
            session.Out.WriteLine(
                $"{embedded} files ({reused} known already, {bad.All.Count} unreadable, {bad.Partial.Count} in part), "
                + $"{model.Dimensions} dimensions, {model.Weights.Word()} weights: {TerminalText.Escape(output)}");
            session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{filesPerSecond:0.0} files and {figures.FramesPerSecond:0.0} frames a second in {seconds:0.0} s, "
                + $"{figures.WaitingShare:0 %} of them waiting for data"));
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<string, string>> files)
    {
        json.WriteStartArray(name);
        foreach (var (file, reason) in files)
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
