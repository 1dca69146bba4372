namespace Gexia.Models.Clip;

/// <summary>
/// The one table between Hugging Face's parameter names and OpenAI's, which the models carry. Two layouts differ as well:
/// Hugging Face keeps q, k and v apart where OpenAI packs them, and stores projections transposed.
/// </summary>
public static class HuggingFaceNames
{
    // Within a tower.
    private static readonly (string HuggingFace, string OpenAi)[] layer =
    [
        ("layer_norm1", "ln_1"), ("layer_norm2", "ln_2"), ("mlp.fc1", "mlp.c_fc"), ("mlp.fc2", "mlp.c_proj"),
        ("self_attn.out_proj", "attn.out_proj"),
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
    public static bool Match(IEnumerable<string> names) => names.Any(
        name => name.StartsWith("vision_model.", StringComparison.Ordinal) || name.StartsWith("text_model.", StringComparison.Ordinal));

    /// <summary>
    /// Where each of OpenAI's names comes from. Names that are in no table keep theirs, so that loading reports them; stored
    /// position numbers are dropped.
    /// </summary>
    /// <param name="names">Hugging Face's names.</param>
    /// <exception cref="StateException">A layer has some of q, k and v but not all.</exception>
    public static Dictionary<string, HuggingFaceSource> Sources(IEnumerable<string> names)
    {
        var stored = names.ToHashSet(StringComparer.Ordinal);
        var result = new Dictionary<string, HuggingFaceSource>(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var name in stored)
        {
            if (name.EndsWith(".position_ids", StringComparison.Ordinal)) continue;
            var (tower, number, rest) = Layer(name);
            if (whole.TryGetValue(name, out var plain)) result[plain] = new([name], false);
            else if (transposed.TryGetValue(name, out var turned)) result[turned] = new([name], true);
            else if (tower is null) result[name] = new([name], false);
            else if (Letter(rest) is { } kind) Pack(tower, number, kind);
            else if (
                layer.FirstOrDefault(
                    pair => rest.StartsWith(pair.HuggingFace + ".", StringComparison.Ordinal)) is { HuggingFace: not null } pair)
                result[$"{Prefix(tower)}transformer.resblocks.{number}.{pair.OpenAi}{rest[pair.HuggingFace.Length..]}"] = new(
                    [name], false);
            else result[name] = new([name], false);
        }
        if (missing.Count > 0) throw new StateException(missing, [], []);
        return result;

        void Pack(string tower, string number, string kind)
        {
            string[] parts = [.. "qkv".Select(letter => $"{tower}.encoder.layers.{number}.self_attn.{letter}_proj.{kind}")];
            if (!result.TryAdd($"{Prefix(tower)}transformer.resblocks.{number}.attn.in_proj_{kind}", new(parts, false))) return;
            missing.AddRange(parts.Where(part => !stored.Contains(part)));
        }
    }

    /// <summary>The same weights under OpenAI's names, see <see cref="Sources"/>.</summary>
    /// <param name="values">Tensors by Hugging Face's names.</param>
    /// <exception cref="StateException">A layer has some of q, k and v but not all.</exception>
    public static Dictionary<string, Tensor> ToOpenAi(IReadOnlyDictionary<string, Tensor> values) =>
        Sources(values.Keys).ToDictionary(pair => pair.Key, pair => pair.Value.Join(name => values[name]), StringComparer.Ordinal);

    /// <summary>
    /// The same weights under Hugging Face's names: packed projections come apart, and the two maps into the joint space are transposed.
    /// </summary>
    /// <param name="values">Tensors by OpenAI's names.</param>
    /// <exception cref="StateException">A name is in no table.</exception>
    public static Dictionary<string, Tensor> FromOpenAi(IEnumerable<KeyValuePair<string, Tensor>> values)
    {
        var plain = whole.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        var turned = transposed.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        var result = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var unexpected = new List<string>();
        foreach (var (name, value) in values)
        {
            if (plain.TryGetValue(name, out var same)) result.Add(same, value);
            else if (turned.TryGetValue(name, out var transpose)) result.Add(transpose, value.Detach().Transpose(0, 1).Copy());
            else if (!Split(name, value)) unexpected.Add(name);
        }
        if (unexpected.Count > 0) throw new StateException([], unexpected, []);
        return result;

        bool Split(string name, Tensor value)
        {
            const string Blocks = "transformer.resblocks.";
            var vision = name.StartsWith("visual." + Blocks, StringComparison.Ordinal);
            if (!vision && !name.StartsWith(Blocks, StringComparison.Ordinal)) return false;
            var inner = name[(Blocks.Length + (vision ? "visual.".Length : 0))..];
            var dot = inner.IndexOf('.');
            if (dot < 1) return false;
            var (start, rest) = ($"{(vision ? "vision_model" : "text_model")}.encoder.layers.{inner[..dot]}.", inner[(dot + 1)..]);
            if (rest is "attn.in_proj_weight" or "attn.in_proj_bias")
            {
                var width = value.Shape[0] / 3;
                for (var i = 0; i < 3; i++)
                {
                    result.Add(
                        $"{start}self_attn.{"qkv"[i]}_proj.{rest["attn.in_proj_".Length..]}", value.Detach().Slice(0, i * width, width));
                }
                return true;
            }
            if (layer.FirstOrDefault(pair => rest.StartsWith(pair.OpenAi + ".", StringComparison.Ordinal)) is not { OpenAi: not null } pair)
                return false;
            result.Add(start + pair.HuggingFace + rest[pair.OpenAi.Length..], value);
            return true;
        }
    }

    private static string Prefix(string tower) => tower == "vision_model" ? "visual." : "";

    // "self_attn.k_proj.bias" → "bias"; null for all but q, k and v
    private static string? Letter(string rest) =>
        rest.Length > "self_attn.q_proj.".Length
        && rest.StartsWith("self_attn.", StringComparison.Ordinal)
        && rest[10] is 'q' or 'k' or 'v'
        && rest.AsSpan(11).StartsWith("_proj.")
            ? rest[17..]
            : null;

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

/// <summary>How one parameter is made of stored tensors.</summary>
/// <param name="Names">One name, or those of q, k and v, whose rows follow one another.</param>
/// <param name="Transposed">Whether rows and columns change places.</param>
public sealed record HuggingFaceSource(IReadOnlyList<string> Names, bool Transposed)
{
    /// <summary>The parameter's value.</summary>
    /// <param name="read">Gives a stored tensor.</param>
    public Tensor Join(Func<string, Tensor> read) =>
        Names.Count > 1 ? ConcatOp.Concat([.. Names.Select(read)], 0) : Transposed ? read(Names[0]).Transpose(0, 1).Copy() : read(Names[0]);
}
