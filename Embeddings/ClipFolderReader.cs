using System.Text.Json;
using Gexia.Data.Text;
using Gexia.Io;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Embeddings;

/// <summary>Opens a CLIP checkpoint: <c>config.json</c>, <c>model.safetensors</c> and a tokenizer.</summary>
internal static class ClipFolderReader
{
    public static (ClipModel Model, Lazy<ITokenizer> Tokenizer) Open(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json")), new JsonDocumentOptions { MaxDepth = 16 });
        var (vision, text) = (json.RootElement.GetProperty("vision_config"), json.RootElement.GetProperty("text_config"));
        var config = new ClipConfig
        {
            Vision = new() { ImageSize = Int(vision, "image_size"), PatchSize = Int(vision, "patch_size"), Tower = Tower(vision) },
            Text = new() { VocabularySize = Int(text, "vocab_size"), ContextLength = Int(text, "max_position_embeddings"), Tower = Tower(text) },
            ProjectionWidth = Int(json.RootElement, "projection_dim"),
        };
        IReadOnlyDictionary<string, Tensor> values = SafeTensors.ReadAll(Path.Combine(folder, "model.safetensors"));
        if (HuggingFaceNames.Match(values.Keys)) values = HuggingFaceNames.ToOpenAi(values);
        var scope = ParameterScope.From(values);
        var model = new ClipModel(scope, config);
        scope.Complete();
        return (model, new(() => TokenizerFolder.Open(folder)));
    }

    private static TowerConfig Tower(JsonElement section) => new()
    {
        Width = Int(section, "hidden_size"),
        Layers = Int(section, "num_hidden_layers"),
        Heads = Int(section, "num_attention_heads"),
    };

    private static int Int(JsonElement section, string name) => section.GetProperty(name).GetInt32();
}
