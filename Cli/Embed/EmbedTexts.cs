using Gexia.Embeddings;

namespace Gexia.Cli.Embed;

/// <summary>Texts of the command line → <c>text_features</c> [texts, dimensions].</summary>
internal static class EmbedTexts
{
    public static int Run(Session session, EmbeddingModel model, string[] texts, string output, EmbeddingOptions options, CancellationToken cancellation)
    {
        var embedded = Prompts.Embed(model, "embed", texts, options, cancellation);
        var truncated = Prompts.WarnOfCuts(session, model, embedded);
        EmbeddingFile.Write(output, "text_features", [.. embedded.Select(text => text.Vector)], model.Dimensions, new()
        {
            ["model"] = model.Id,
            ["weights"] = model.Weights.Word(),
            ["normalized"] = options.Normalize ? "true" : "false",
            ["inputs"] = EmbeddingFile.List(texts),
        });
        if (session.Json)
            JsonText.WriteObject(session.Out, json =>
            {
                EmbeddingFile.Describe(json, output, model, options.Normalize);
                json.WriteNumber("embedded", texts.Length);
                json.WriteNumber("truncated", truncated);
            });
        else session.Out.WriteLine($"{texts.Length} texts, {model.Dimensions} dimensions, {model.Weights.Word()} weights: {TerminalText.Escape(output)}");
        return ExitCode.Ok;
    }
}
