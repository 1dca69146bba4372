using Gexia.Data.Text;
using Gexia.Io;
using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Tests.Support;

/// <summary>A CLIP checkpoint folder of a few kilobytes with random weights and a byte-level tokenizer.</summary>
internal static class TinyClip
{
    public const int ImageSize = 32, Width = 16, Context = 32;

    private static readonly string[] Captions = ["a red square", "a green circle moves", "a blue triangle", "a photo of a square"];

    /// <summary>Writes it as Hugging Face lays checkpoints out, the weights under OpenAI's names.</summary>
    public static string Write(string folder, ulong seed = 3)
    {
        Directory.CreateDirectory(folder);
        var tokenizer = BpeTrainer.Train(Captions, 600);
        tokenizer.Save(folder);
        var config = new ClipConfig
        {
            Vision = new() { ImageSize = ImageSize, PatchSize = 16, Tower = new() { Width = 64, Layers = 2, Heads = 1 } },
            Text = new()
            {
                VocabularySize = tokenizer.VocabularySize, ContextLength = Context, Tower = new() { Width = 64, Layers = 2, Heads = 1 }
            },
            ProjectionWidth = Width,
        };
        var model = new ClipModel(ParameterScope.Fresh(new Rng(seed)), config);
        SafeTensorsWriter.Write(
            Path.Combine(folder, "model.safetensors"),
            model.Parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));
        File.WriteAllText(Path.Combine(folder, "config.json"), $$"""
            {
              "model_type": "clip", "projection_dim": {{Width}},
              "vision_config": {
                "hidden_size": 64, "intermediate_size": 256, "num_hidden_layers": 2, "num_attention_heads": 1, "image_size": {{ImageSize}},
                "patch_size": 16, "hidden_act": "quick_gelu", "layer_norm_eps": 1e-05, "projection_dim": {{Width}}
              },
              "text_config": {
                "hidden_size": 64, "intermediate_size": 256, "num_hidden_layers": 2, "num_attention_heads": 1,
                "max_position_embeddings": {{Context}}, "vocab_size": {{tokenizer.VocabularySize}}, "hidden_act": "quick_gelu",
                "layer_norm_eps": 1e-05, "projection_dim": {{Width}},
                "bos_token_id": {{tokenizer.StartOfText}}, "eos_token_id": {{tokenizer.EndOfText}}
              }
            }
            """);
        return folder;
    }
}
