using System.Text.Json;
using Gexia.Data.Weights;
using Gexia.Io;
using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Pretrained;

/// <summary>
/// Hugging Face's <c>config.json</c> of a CLIP. What it leaves out has the defaults of their CLIPConfig, since they store differences only.
/// </summary>
internal static class ClipConfigFile
{
    public const string FileName = "config.json";
    private const long Largest = 1 << 20;

    /// <exception cref="WeightsException">It is no configuration of a CLIP that can be built here.</exception>
    public static ClipConfig Read(string path)
    {
        using var document = JsonFile.Read(path, Largest, depth: 32);
        return Parse(path, document);
    }

    internal static ClipConfig Parse(string path, JsonDocument document)
    {
        var root = JsonFields.Root(path, document);
        var kind = root.Text("model_type", "clip");
        if (kind != "clip")
        {
            throw new WeightsException(
                path, $"describes a model of the type '{WeightsException.Shorten(kind)}'; only 'clip' is built here.");
        }
        if (!root.Has("vision_config") && !root.Has("text_config") && !root.Has("vision_config_dict") && !root.Has("text_config_dict"))
            throw new WeightsException(path, "has neither vision_config nor text_config, so it is no configuration of a CLIP.");
        var vision = new Overlaid(root, "vision_config");
        var text = new Overlaid(root, "text_config");
        if (vision.Integer("num_channels", 3, 1, 1024) != 3)
            throw new WeightsException(path, "vision_config.num_channels must be 3: red, green and blue.");
        var config = new ClipConfig
        {
            Vision = new()
            {
                ImageSize = vision.Integer("image_size", 224, 1, ClipBounds.Image),
                PatchSize = vision.Integer("patch_size", 32, 1, ClipBounds.Image),
                Tower = Tower(vision, 768, 3072, 12),
            },
            Text = new()
            {
                VocabularySize = text.Integer("vocab_size", 49408, 3, ClipBounds.Extent),
                ContextLength = text.Integer("max_position_embeddings", 77, 2, ClipBounds.Context),
                EndOfText = EndToken.Of(path, text.Integers(EndToken.Name, 0, ClipBounds.Extent)),
                Tower = Tower(text, 512, 2048, 8),
            },
            ProjectionWidth = root.Integer("projection_dim", 512, 1, ClipBounds.Width),
        };
        ClipBounds.Require(path, config);
        return config;

        TowerConfig Tower(Overlaid section, int width, int hidden, int heads)
        {
            width = section.Integer("hidden_size", width, 1, ClipBounds.Width);
            hidden = section.Integer("intermediate_size", hidden, 1, 16 * ClipBounds.Width);
            return new()
            {
                Width = width,
                Layers = section.Integer("num_hidden_layers", 12, 0, ClipBounds.Layers),
                Heads = section.Integer("num_attention_heads", heads, 1, ClipBounds.Width),
                MlpRatio = hidden / (double)width,
                Activation = Named(section),
                Epsilon = section.Number("layer_norm_eps", 1e-5, 0, 1),
                Initialization = Models.Initialization.Small,
            };
        }

        Activation Named(Overlaid section) => section.Text("hidden_act", "quick_gelu") switch
        {
            "quick_gelu" => Activation.QuickGelu,
            "gelu" => Activation.Gelu,
            var other => throw new WeightsException(
                path, $"{section.Name}.hidden_act is '{WeightsException.Shorten(other)}'; quick_gelu and gelu are known."),
        };
    }

    /// <summary>Writes what <see cref="Read"/> and the reference library read.</summary>
    public static void Write(string path, ClipConfig config, double logitScale, DType type) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteStartArray("architectures");
        json.WriteStringValue("CLIPModel");
        json.WriteEndArray();
        if (double.IsFinite(logitScale)) json.WriteNumber("logit_scale_init_value", logitScale);
        json.WriteString("model_type", "clip");
        json.WriteNumber("projection_dim", config.ProjectionWidth);
        json.WriteStartObject("text_config");
        Tower(json, "clip_text_model", config.Text.Tower, config.ProjectionWidth);
        json.WriteNumber("max_position_embeddings", config.Text.ContextLength);
        json.WriteNumber("vocab_size", config.Text.VocabularySize);
        EndToken.Write(json, config.Text.EndOfText);
        json.WriteEndObject();
        json.WriteString(
            "torch_dtype",
            type switch { DType.Float16 => "float16", DType.BFloat16 => "bfloat16", DType.Float64 => "float64", _ => "float32" });
        json.WriteStartObject("vision_config");
        Tower(json, "clip_vision_model", config.Vision.Tower, config.ProjectionWidth);
        json.WriteNumber("image_size", config.Vision.ImageSize);
        json.WriteNumber("num_channels", 3);
        json.WriteNumber("patch_size", config.Vision.PatchSize);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    });

    private static void Tower(Utf8JsonWriter json, string kind, TowerConfig tower, int projection)
    {
        json.WriteString("model_type", kind);
        json.WriteString("hidden_act", tower.Activation == Activation.Gelu ? "gelu" : "quick_gelu");
        json.WriteNumber("hidden_size", tower.Width);
        json.WriteNumber("intermediate_size", tower.Hidden);
        json.WriteNumber("layer_norm_eps", tower.Epsilon);
        json.WriteNumber("num_attention_heads", tower.Heads);
        json.WriteNumber("num_hidden_layers", tower.Layers);
        json.WriteNumber("projection_dim", projection);
    }

    /// <summary>
    /// One tower's object under its older twin <c>NAME_dict</c>, whose fields go first where both exist, as in the reference library.
    /// </summary>
    private sealed class Overlaid(JsonFields root, string name)
    {
        private readonly JsonFields? upper = root.Object(name + "_dict"), lower = root.Object(name);

        public string Name => name;

        public int Integer(string field, int standard, int least, int most) => Of(field)?.Integer(field, standard, least, most) ?? standard;

        public double Number(string field, double standard, double least, double most) =>
            Of(field)?.Number(field, standard, least, most) ?? standard;

        public IReadOnlyList<int> Integers(string field, int least, int most) => Of(field)?.Integers(field, least, most) ?? [];

        public string Text(string field, string standard) => Of(field)?.Text(field, standard) ?? standard;

        private JsonFields? Of(string field) => upper?.Has(field) == true ? upper : lower;
    }
}
