using System.Text;

namespace Gexia.Training.Config;

/// <summary>The document about all keys of the configuration, made of what stands beside the code that reads them.</summary>
internal static class ConfigDocument
{
    private static readonly Dictionary<string, string> sections = new(StringComparer.Ordinal)
    {
        [""] = "The top",
        ["model"] = "The model",
        ["model.vision"] = "The image tower",
        ["model.text"] = "The text tower",
        ["model.iam"] = "The iterative approximation module",
        ["model.dense"] = "Dense features",
        ["model.video"] = "S-ViLM's video encoder",
        ["model.groups"] = "S-ViLM's group tokens",
        ["model.losses"] = "S-ViLM's losses",
        ["task"] = "A task on data with labels",
        ["data"] = "What is trained on",
        ["data.tokenizer"] = "Texts to ids",
        ["data.crop"] = "The random crop",
        ["training"] = "How it is trained",
        ["training.granularities.NAME"] = "A granularity, such as SVST",
        ["eval"] = "How it is measured",
        ["eval.best"] = "Which weights are the best",
    };

    /// <summary>Markdown: a table for each section, in the order in which the sections are read.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("""
            # The keys of a configuration

            <!-- Made by `gexia config --markdown` from what stands beside the code that reads each key (Training/Config). Do not edit. -->

            A configuration is JSON with comments and trailing commas. `gexia config --defaults` prints a whole one to begin with
            (`--defaults clips`, `synthetic` or `paper`), `gexia config FILE --set KEY=VALUE` what a file comes to with every default
            filled in, and `gexia train FILE --set KEY=VALUE` changes single values. Paths are relative to the working folder; a run keeps
            them absolute. A key that is not known is an error that names the one that is probably meant, `lr` and `batch_size` included.

            The last column says where a key and its default come from: a section of the paper (*GEXIA: Granularity Expansion and Iterative
            Approximation*, arXiv 2412.07704), a program that it builds on or is compared with, or "ours" where the paper leaves the
            choice open. A key whose default is a dash must be there.

            """);
        foreach (var section in ConfigKeys.All.GroupBy(key => key.Section, StringComparer.Ordinal))
        {
            text.Append(
                $"\n## {sections.GetValueOrDefault(section.Key, section.Key)}{(section.Key.Length == 0 ? "" : $": `{section.Key}`")}\n\n");
            text.Append("| key | type | default | meaning | from |\n|---|---|---|---|---|\n");
            foreach (var key in section)
                text.Append(
                    $"| `{key.Name}` | {Cell(key.Type)} | {(key.Default is { } standard ? $"`{Cell(standard)}`" : "–")} | "
                    + $"{Cell(key.Note.Meaning)} | {Cell(key.Note.Origin)} |\n");
        }
        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
