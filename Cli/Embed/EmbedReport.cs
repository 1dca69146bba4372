using System.Globalization;
using Gexia.Embeddings;
using Gexia.Embeddings.Pipeline;

namespace Gexia.Cli.Embed;

/// <summary>What <c>embed</c> says in the end about pictures or videos.</summary>
internal static class EmbedReport
{
    public static void Write(
        Session session, EmbeddingModel model, string output, EmbeddingOptions options, int embedded, int reused, List<(string File, string Reason)> failed, PipelineFigures figures)
    {
        var seconds = figures.Elapsed.TotalSeconds;
        var filesPerSecond = (embedded + failed.Count) / seconds;
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
                json.WriteNumber("frames", figures.Frames);
                json.WriteNumber("seconds", seconds);
                json.WriteNumber("files_per_second", filesPerSecond);
                json.WriteNumber("frames_per_second", figures.FramesPerSecond);
                json.WriteNumber("waiting_share", figures.WaitingShare);
            });
        else
        {
            session.Out.WriteLine($"{embedded} files ({reused} known already, {failed.Count} unreadable), {model.Dimensions} dimensions, {model.Weights.Word()} weights: {TerminalText.Escape(output)}");
            session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{filesPerSecond:0.0} files and {figures.FramesPerSecond:0.0} frames a second in {seconds:0.0} s, {figures.WaitingShare:0 %} of them waiting for data"));
        }
    }
}
