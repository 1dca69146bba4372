using Gexia.Io;
using Gexia.Models.Clip;
using Gexia.Tests.Golden;

namespace Gexia.Tests.Support;

/// <summary>
/// The small golden CLIP with two tokens added above its end token, 511: pooled at the largest id, one of its texts is pooled wrongly.
/// </summary>
internal static class ExtendedClip
{
    public const int EndOfText = 511;

    /// <summary><c>input_ids</c> [2, 8] and <c>text_features</c> [2, 32], which another implementation computed in float64.</summary>
    public static Dictionary<string, Tensor> Golden => GoldenFiles.Fixture("extended-vocabulary.safetensors");

    /// <summary>Its weights in OpenAI's names.</summary>
    public static Dictionary<string, Tensor> Weights
    {
        get
        {
            var values = GoldenFiles.Fixture("clip-tiny-openai.safetensors");
            values["token_embedding.weight"] = ConcatOp.Concat([values["token_embedding.weight"], Golden["rows"]], 0);
            return values;
        }
    }

    /// <summary>Its configuration, with other words about the end token.</summary>
    public static string Config(string end = "\"eos_token_id\": 511") => $$"""
        {
          "model_type": "clip", "projection_dim": 32,
          "vision_config": { "hidden_size": 128, "intermediate_size": 512, "num_hidden_layers": 2, "num_attention_heads": 2,
                             "image_size": 64, "patch_size": 16 },
          "text_config": { "hidden_size": 64, "intermediate_size": 256, "num_hidden_layers": 2, "num_attention_heads": 2,
                           "max_position_embeddings": 77, "vocab_size": 514{{(end.Length > 0 ? ", " + end : "")}} }
        }
        """;

    /// <summary>Writes weights and configuration into a folder; its path.</summary>
    public static string Write(string folder, string end = "\"eos_token_id\": 511")
    {
        Directory.CreateDirectory(folder);
        SafeTensorsWriter.Write(Path.Combine(folder, "model.safetensors"), Weights);
        File.WriteAllText(Path.Combine(folder, "config.json"), Config(end));
        return folder;
    }

    /// <summary>The golden texts as a model reads them.</summary>
    public static TextIds Texts(int? endOfText) => TextIds.Of(Golden["input_ids"].To(DType.Int32).ToArray<int>(), 8, endOfText: endOfText);
}
