using Gexia.Embeddings;

namespace Gexia.Cli.Embed;

/// <summary>Texts of the command line → <c>text_features</c> [texts, dimensions].</summary>
internal static class EmbedTexts
{
    public static int Run(
        Session session, EmbeddingModel model, string[] texts, string output, EmbeddingOptions options, CancellationToken cancellation)
    {
        var embedded = Prompts.Embed(model, "embed", texts, options, cancellation);
        var truncated = Prompts.WarnOfCuts(session, model, embedded);
        var broken = Prompts.NotFinite(session, texts, embedded).ToHashSet();
        if (broken.Count == texts.Length)
        {
            throw CommandException.BadInput(
                $"embed: the model has no finite embedding of any of {texts.Length} texts; {output} was not written.");
        }
        string[] kept = [.. texts.Where((_, i) => !broken.Contains(i))];
        EmbeddingFile.Write(
            output, "text_features", [.. embedded.Where((_, i) => !broken.Contains(i)).Select(text => text.Vector)], model.Dimensions, new()
            {
                ["model"] = model.Id,
                ["weights"] = model.Weights.Word(),
                ["normalized"] = options.Normalize ? "true" : "false",
                ["inputs"] = EmbeddingFile.List(kept),
            });
        if (session.Json)
            JsonText.WriteObject(session.Out, json =>
            {
                EmbeddingFile.Describe(json, output, model, options.Normalize);
                json.WriteNumber("embedded", kept.Length);
                json.WriteNumber("truncated", truncated);
                json.WriteNumber("failed", broken.Count);
            });
        else
        {
            session.Out.WriteLine(
                $"{kept.Length} texts, {model.Dimensions} dimensions, {model.Weights.Word()} weights: {TerminalText.Escape(output)}");
        }
        return broken.Count > 0 ? ExitCode.Partial : ExitCode.Ok;
    }
}
