namespace Gexia.Models.Clip;

/// <summary>
/// The one table from Hugging Face's parameter names to OpenAI's, which the models carry. Two layouts differ as well:
/// Hugging Face keeps q, k and v apart where OpenAI packs them, and stores projections transposed.
/// </summary>
public static class HuggingFaceNames
{
    // Within a tower; {0} stands for the layer's number.
    private static readonly (string HuggingFace, string OpenAi)[] layer =
    [
        ("layer_norm1", "ln_1"), ("layer_norm2", "ln_2"), ("mlp.fc1", "mlp.c_fc"), ("mlp.fc2", "mlp.c_proj"), ("self_attn.out_proj", "attn.out_proj"),
    ];

    private static readonly Dictionary<string, string> whole = new(StringComparer.Ordinal)
    {
        ["logit_scale"] = "logit_scale",
        ["vision_model.embeddings.class_embedding"] = "visual.class_embedding",
        ["vision_model.embeddings.patch_embedding.weight"] = "visual.conv1.weight",
        ["vision_model.embeddings.position_embedding.weight"] = "visual.positional_embedding",
        ["vision_model.pre_layrnorm.weight"] = "visual.ln_pre.weight",     // the misspelling is theirs
        ["vision_model.pre_layrnorm.bias"] = "visual.ln_pre.bias",
        ["vision_model.post_layernorm.weight"] = "visual.ln_post.weight",
        ["vision_model.post_layernorm.bias"] = "visual.ln_post.bias",
        ["text_model.embeddings.token_embedding.weight"] = "token_embedding.weight",
        ["text_model.embeddings.position_embedding.weight"] = "positional_embedding",
        ["text_model.final_layer_norm.weight"] = "ln_final.weight",
        ["text_model.final_layer_norm.bias"] = "ln_final.bias",
    };

    private static readonly Dictionary<string, string> transposed = new(StringComparer.Ordinal)
    {
        ["visual_projection.weight"] = "visual.proj",
        ["text_projection.weight"] = "text_projection",
    };

    /// <summary>Whether these names are Hugging Face's.</summary>
    public static bool Match(IEnumerable<string> names) => names.Any(name => name.StartsWith("vision_model.", StringComparison.Ordinal) || name.StartsWith("text_model.", StringComparison.Ordinal));

    /// <summary>The same weights under OpenAI's names. Names that are in no table keep theirs, so that loading reports them; stored position numbers are dropped.</summary>
    /// <param name="values">Tensors by Hugging Face's names.</param>
    /// <exception cref="StateException">A layer has some of q, k and v but not all.</exception>
    public static Dictionary<string, Tensor> ToOpenAi(IReadOnlyDictionary<string, Tensor> values)
    {
        var result = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var (name, value) in values)
        {
            if (name.EndsWith(".position_ids", StringComparison.Ordinal)) continue;
            var (tower, number, rest) = Layer(name);
            if (whole.TryGetValue(name, out var plain)) result[plain] = value;
            else if (transposed.TryGetValue(name, out var turned)) result[turned] = value.Transpose(0, 1).Copy();
            else if (tower is null) result[name] = value;
            else if (rest.StartsWith("self_attn.q_proj.", StringComparison.Ordinal)) Pack(tower, number, rest["self_attn.q_proj.".Length..]);
            else if (rest.StartsWith("self_attn.k_proj.", StringComparison.Ordinal) || rest.StartsWith("self_attn.v_proj.", StringComparison.Ordinal)) continue;
            else if (layer.FirstOrDefault(pair => rest.StartsWith(pair.HuggingFace + ".", StringComparison.Ordinal)) is { HuggingFace: not null } pair)
                result[$"{Prefix(tower)}transformer.resblocks.{number}.{pair.OpenAi}{rest[pair.HuggingFace.Length..]}"] = value;
            else result[name] = value;
        }
        if (missing.Count > 0) throw new StateException(missing, [], []);
        return result;

        void Pack(string tower, string number, string kind)
        {
            var parts = new List<Tensor>();
            foreach (var letter in "qkv")
            {
                var part = $"{tower}.encoder.layers.{number}.self_attn.{letter}_proj.{kind}";
                if (values.TryGetValue(part, out var value)) parts.Add(value);
                else missing.Add(part);
            }
            if (parts.Count == 3) result[$"{Prefix(tower)}transformer.resblocks.{number}.attn.in_proj_{kind}"] = ConcatOp.Concat([.. parts], 0);
        }
    }

    private static string Prefix(string tower) => tower == "vision_model" ? "visual." : "";

    // "vision_model.encoder.layers.3.mlp.fc1.weight" → ("vision_model", "3", "mlp.fc1.weight")
    private static (string? Tower, string Number, string Inner) Layer(string name)
    {
        foreach (var tower in (ReadOnlySpan<string>)["vision_model", "text_model"])
        {
            var start = $"{tower}.encoder.layers.";
            if (!name.StartsWith(start, StringComparison.Ordinal)) continue;
            var dot = name.IndexOf('.', start.Length);
            if (dot > start.Length) return (tower, name[start.Length..dot], name[(dot + 1)..]);
        }
        return (null, "", "");
    }
}
