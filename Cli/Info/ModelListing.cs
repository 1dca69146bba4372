using Gexia.Io;
using System.Globalization;
using System.Security.Cryptography;
using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Pretrained;

namespace Gexia.Cli.Info;

/// <summary>
/// What a CLIP is: architecture, activation, heads and where they came from, cost, dtypes, tokenizer, and a digest of its files.
/// </summary>
internal static class ModelListing
{
    public static int Write(Session session, LoadedClip clip)
    {
        foreach (var warning in clip.Warnings) session.Warn(warning);
        var (config, source) = (clip.Config, clip.Source);
        var (image, text) = ClipCost.Of(config);
        var facts = new List<(string Name, string Value)>
        {
            ("architecture", Architecture(config)),
            (
                "image tower",
                Tower(config.Vision.Tower) + FormattableString.Invariant(
                    $", {config.Vision.ImageSize}x{config.Vision.ImageSize} pixels in patches of {config.Vision.PatchSize}")),
            (
                "text tower",
                Tower(config.Text.Tower) + FormattableString.Invariant(
                    $", {config.Text.ContextLength} of {config.Text.VocabularySize} tokens")),
            ("joint width", Number(config.ProjectionWidth)),
            ("activation", $"{Activations(config)} (from {source.ActivationFrom})"),
            ("heads", $"{Heads(config)} (from {source.HeadsFrom})"),
            ("sizes from", source.ConfigFrom),
            ("parameters", clip.Model.Parameters.Length.ToString("N0", CultureInfo.InvariantCulture)),
            ("image cost", FormattableString.Invariant($"{image / 1e9:0.00} GMAC ({2 * image / 1e9:0.00} GFLOP)")),
            ("text cost", FormattableString.Invariant($"{text / 1e9:0.00} GMAC ({2 * text / 1e9:0.00} GFLOP)")),
            ("format", $"{source.Format}, {(source.Names == ParameterNames.OpenAi ? "OpenAI's" : "Hugging Face's")} names"),
            ("dtype", string.Join(", ", source.StoredTypes.Select(pair => FormattableString.Invariant($"{pair.Key} ({pair.Value:N0})")))),
            (
                "tokenizer",
                clip.Tokenizer is { } tokenizer
                    ? FormattableString.Invariant($"{tokenizer.GetType().Name}, {tokenizer.VocabularySize} ids")
                    : "none"),
            (
                "pictures",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"short side {clip.Preprocessing.ShortSide}, crop {clip.Preprocessing.Size}, "
                    + $"{(clip.Preprocessing.HasStandardColours ? "OpenAI's" : "its own")} mean and deviation")),
        };
        List<(string Name, string Sha256)> files;
        using (session.Wait("hashing the files")) files = [.. source.Files.Select(file => (Path.GetFileName(file), Digest(file)))];
        facts.AddRange(files.Select(file => ("sha256", $"{file.Sha256}  {file.Name}")));
        if (session.Json) WriteJson(session, clip, facts, files, image, text);
        else session.Terminal.Write(facts);
        return ExitCode.Ok;
    }

    public static string Heads(ClipConfig config) =>
        FormattableString.Invariant($"{config.Vision.Tower.Heads} and {config.Text.Tower.Heads}");

    public static string Activations(ClipConfig config) => config.Vision.Tower.Activation == config.Text.Tower.Activation
        ? Word(config.Vision.Tower.Activation)
        : $"{Word(config.Vision.Tower.Activation)} and {Word(config.Text.Tower.Activation)}";

    private static void WriteJson(
        Session session, LoadedClip clip, List<(string Name, string Value)> facts, List<(string Name, string Sha256)> files, double image,
        double text) =>
        JsonText.WriteObject(session.Out, json =>
        {
            foreach (var (name, value) in facts.Where(fact => fact.Name is not ("parameters" or "image cost" or "text cost" or "sha256")))
                json.WriteString(name.Replace(' ', '_'), value);
            json.WriteNumber("parameters", clip.Model.Parameters.Length);
            json.WriteNumber("image_macs", image);
            json.WriteNumber("text_macs", text);
            json.WriteStartArray("files");
            foreach (var (name, sha256) in files)
            {
                json.WriteStartObject();
                json.WriteString("file", name);
                json.WriteString("sha256", sha256);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });

    // "ViT-B/32" and so on by the widths of the published models; other sizes are only described.
    private static string Architecture(ClipConfig config)
    {
        var size = (config.Vision.Tower.Width, config.Vision.Tower.Layers) switch
        {
            (768, 12) => "B",
            (1024, 24) => "L",
            (1280, 32) => "H",
            (1408, 40) => "g",
            (1664, 48) => "bigG",
            _ => null
        };
        if (size is null) return "CLIP with a vision transformer of its own size";
        return FormattableString.Invariant(
            $"CLIP ViT-{size}/{config.Vision.PatchSize}{(config.Vision.ImageSize == 224 ? "" : $" at {config.Vision.ImageSize}")}");
    }

    private static string Tower(TowerConfig tower) =>
        FormattableString.Invariant($"width {tower.Width}, {tower.Layers} layers, MLP {tower.Hidden}");

    private static string Word(Activation activation) => activation == Activation.Gelu ? "gelu" : "quick_gelu";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Digest(string file)
    {
        using var stream = InputFile.Open(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
