using System.Globalization;
using System.Text;
using System.Text.Json;
using Gexia.Models;

namespace Gexia.Training.Config;

/// <summary>
/// What <c>model.preset</c> stands for: keys of the <c>model</c> section, filled in where a configuration does not state them. It works on
/// what is written, before it is read, so that a run keeps every size in full.
/// </summary>
internal static class PresetSettings
{
    private const string Model = "model", Preset = "preset", VitB32 = "vit-b-32";

    /// <summary>The names; the first stands for nothing.</summary>
    public static IReadOnlyList<string> Names { get; } = ["none", VitB32];

    /// <summary>Reads the key, whose values are filled in already.</summary>
    public static void Read(ConfigSection section, ModelKind kind)
    {
        var name = section.Choice(
            Preset,
            new(
                "Sizes that stand where none are stated. vit-b-32: CLIP ViT-B/32 towers (frames of 224, patches of 32, width 768 and 512, "
                + "12 layers), IAMs with N = 32, D = 512, 8 heads, projectionWidth 512, and fresh weights N(0, 0.02²), as new layers on "
                + "pre-trained towers want them.",
                "GEXIA §4.1: CLIP ViT-B/32; N, D, heads and the fresh weights are ours", "size", "arch", "architecture", "backbone"),
            Names, Names[0]);
        // S-ViLM has keys of other names.
        if (name != Names[0] && kind is SViLMKind)
            throw section.Error(Preset, $"is {name}, whose sizes are those of gexia and meanPooling, but model.kind is {kind.Name}.");
    }

    /// <summary>Fills in what a preset says. One that is not known fills in nothing: reading it says so.</summary>
    public static void Take(ConfigNode config)
    {
        if (config.Members.GetValueOrDefault(Model) is not { Kind: JsonValueKind.Object } model
            || model.Members.GetValueOrDefault(Preset) is not { Kind: JsonValueKind.String, Text: VitB32 }
            || model.Members.GetValueOrDefault("kind") is { Kind: JsonValueKind.String, Text: "svilm" })
            return;
        Fill(model, ConfigNode.Parse(Preset, Encoding.UTF8.GetBytes(Json(GexiaConfig.VitB32))));
    }

    private static void Fill(ConfigNode mine, ConfigNode preset)
    {
        foreach (var (key, value) in preset.Members)
            if (!mine.Members.TryGetValue(key, out var stated)) mine.Members.Add(key, value);
            else if (stated.Kind == JsonValueKind.Object && value.Kind == JsonValueKind.Object) Fill(stated, value);
    }

    // The vocabulary is the tokenizer's.
    private static string Json(GexiaConfig sizes)
    {
        var (vision, text, iam) = (sizes.Vision, sizes.Text, sizes.Iam);
        return string.Create(CultureInfo.InvariantCulture, $$"""
            {
              "vision": { "imageSize": {{vision.ImageSize}}, "patchSize": {{vision.PatchSize}}, {{Tower(vision.Tower)}} },
              "text": { "contextLength": {{text.ContextLength}}, {{Tower(text.Tower)}} },
              "iam": {
                "vectors": {{iam.Vectors}}, "width": {{iam.Width}}, "heads": {{iam.Heads}}, "initialization": "{{Word(iam.Initialization)}}"
              },
              "projectionWidth": {{Models.Clip.ClipConfig.VitB32.ProjectionWidth}}
            }
            """);
    }

    private static string Tower(Models.Layers.TowerConfig tower) => string.Create(
        CultureInfo.InvariantCulture,
        $"\"width\": {tower.Width}, \"layers\": {tower.Layers}, \"heads\": {tower.Heads}, "
        + $"\"initialization\": \"{Word(tower.Initialization)}\"");

    private static string Word(Initialization initialization) => JsonNamingPolicy.CamelCase.ConvertName(initialization.ToString());
}
