using Gexia.Data.Image;
using Gexia.Data.Text;
using Gexia.Models.Clip;

namespace Gexia.Pretrained;

/// <summary>A CLIP with all that its files say about using it.</summary>
/// <param name="Model">The model; its configuration is <see cref="Config"/>.</param>
/// <param name="Tokenizer">Text to ids; null when there are no such files.</param>
/// <param name="Preprocessing">Picture to pixels.</param>
/// <param name="Source">Where all this came from.</param>
/// <param name="Warnings">What a user should know, a line each.</param>
public sealed record LoadedClip(
    ClipModel Model, ITokenizer? Tokenizer, ClipPreprocessing Preprocessing, ClipSource Source, IReadOnlyList<string> Warnings)
{
    /// <summary>Sizes, heads and activations.</summary>
    public ClipConfig Config => Model.Config;
}

/// <summary>Where a CLIP came from, for those who must know what they run.</summary>
/// <param name="Files">The weights' files.</param>
/// <param name="Format">Such as <c>safetensors</c> or <c>TorchScript archive</c>.</param>
/// <param name="Names">Whose names the tensors carry.</param>
/// <param name="StoredTypes">Dtypes as the files call them, with the number of elements of each.</param>
/// <param name="ConfigFrom">What gave the sizes: <c>config.json</c>, or <c>the tensors' shapes</c>.</param>
/// <param name="HeadsFrom">What gave the numbers of heads: <c>config.json</c>, <c>an option</c>, <c>the file's notes</c>,
/// or <c>width/64</c>.</param>
/// <param name="ActivationFrom">What gave the activation: <c>config.json</c>, <c>an option</c>, <c>the file's notes</c>, or
/// <c>OpenAI's archive</c>.</param>
public sealed record ClipSource(
    IReadOnlyList<string> Files, string Format, ParameterNames Names, IReadOnlyDictionary<string, long> StoredTypes, string ConfigFrom,
    string HeadsFrom, string ActivationFrom);

/// <summary>Whose names a file's tensors carry.</summary>
public enum ParameterNames
{
    /// <summary>OpenAI's: <c>visual.transformer.resblocks.0.attn.in_proj_weight</c>.</summary>
    OpenAi,
    /// <summary>Hugging Face's: <c>vision_model.encoder.layers.0.self_attn.q_proj.weight</c>.</summary>
    HuggingFace,
}
