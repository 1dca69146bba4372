using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Training.Config;

/// <summary>Which model is trained.</summary>
public enum ModelKind
{
    /// <summary>Dense features and IAMs.</summary>
    Gexia,
    /// <summary>CLIP4Clip's mean pooling on the same towers.</summary>
    MeanPooling,
}

/// <summary>The <c>model</c> section.</summary>
public sealed record ModelConfig
{
    /// <summary>Which model.</summary>
    public required ModelKind Kind { get; init; }

    /// <summary>Sizes of both towers and of the IAM. A vocabulary of 0 stands for the tokenizer's; see <see cref="For"/>.</summary>
    public required GexiaConfig Gexia { get; init; }

    /// <summary>Width of the joint space of mean pooling.</summary>
    public required int ProjectionWidth { get; init; }

    /// <summary>A safetensors file with the towers' first weights; null starts from fresh ones.</summary>
    public string? Weights { get; init; }

    /// <summary>The towers alone, for mean pooling.</summary>
    public ClipConfig Clip => new() { Vision = Gexia.Vision, Text = Gexia.Text, ProjectionWidth = ProjectionWidth };

    /// <summary>The same for the texts of a tokenizer: its number of ids where the configuration leaves it open, and its end token.</summary>
    /// <param name="tokenizer">Makes the ids that the model reads.</param>
    /// <exception cref="ConfigException">The configuration states fewer ids than the tokenizer has.</exception>
    public ModelConfig For(ITokenizer tokenizer)
    {
        var config = WithVocabulary(tokenizer.VocabularySize);
        return config with { Gexia = config.Gexia with { Text = config.Gexia.Text with { EndOfText = tokenizer.EndOfText } } };
    }

    /// <summary>The same with a tokenizer's number of ids where the configuration leaves it open.</summary>
    /// <param name="ids">Ids of the tokenizer.</param>
    /// <exception cref="ConfigException">The configuration states fewer ids than the tokenizer has.</exception>
    public ModelConfig WithVocabulary(int ids)
    {
        var stated = Gexia.Text.VocabularySize;
        if (stated != 0 && stated < ids) throw new ConfigException($"model.text.vocabularySize is {stated}, but the tokenizer has {ids} ids. Leave it out to take the tokenizer's.");
        return stated != 0 ? this : this with { Gexia = Gexia with { Text = Gexia.Text with { VocabularySize = ids } } };
    }

    private const string Ours = "ours";

    internal static ModelConfig Read(ConfigSection section)
    {
        var kind = section.Choice<ModelKind>("kind", new("Which model: GEXIA, or CLIP4Clip's mean pooling on the same towers, to compare with.", "GEXIA §3.2; compared with CLIP4Clip in Table 1"), ModelKind.Gexia);
        var vision = section.Section("vision");
        var visionConfig = new VisionConfig
        {
            ImageSize = vision.Count("imageSize", new("Side of the square frames, pixels.", "CLIP ViT-B/32 (GEXIA §4.1): 224", "resolution", "img_size", "frame_size", "input_size"), null, 1, 4096),
            PatchSize = vision.Count("patchSize", new("Side of a patch, pixels; divides the frame.", "CLIP ViT-B/32: 32", "patch"), null, 1, 4096),
            Tower = ReadTower(vision, "768", "12", "12"),
        };
        var text = section.Section("text");
        var textConfig = new TextConfig
        {
            VocabularySize = text.Count("vocabularySize", new("Ids of the text tower; 0 takes the tokenizer's.", "CLIP: 49408", "vocab_size") { Default = "0: the tokenizer's" }, 0, 0, 1 << 24),
            ContextLength = text.Count("contextLength", new("Ids that the text tower reads at once, start and end included: the paper's m.", "GEXIA §3.2; CLIP: 77", "max_length", "max_position_embeddings", "context"), 77, 2, 1 << 16),
            Tower = ReadTower(text, "512", "12", "8"),
        };
        var config = new ModelConfig
        {
            Kind = kind,
            Gexia = new()
            {
                Vision = visionConfig,
                Text = textConfig,
                Iam = ReadIam(section.Section("iam"), visionConfig.Tower.Width),
                Dense = ReadDense(section.Section("dense")),
                Checkpoint = section.Flag("checkpoint", new("Compute each block's inside again on the way back instead of keeping it: less memory, more time, the same bits.", Ours, "gradient_checkpointing", "activation_checkpointing"), false),
            },
            ProjectionWidth = section.Count("projectionWidth", new("Width of the joint space of mean pooling; GEXIA has none.", "CLIP ViT-B/32: 512", "embed_dim", "projection_dim") { Default = "vision.width" }, visionConfig.Tower.Width, 1, 1 << 16),
            Weights = section.OptionalPath("weights", new("Safetensors with the towers' first weights; null draws fresh ones.", "GEXIA §4.1 and Table 5: those of CLIP ViT-B/32", "pretrained", "init_from", "checkpoint_path")),
        };
        try
        {
            config.WithVocabulary(Math.Max(3, textConfig.VocabularySize)).Gexia.Validate();
            return config;
        }
        catch (ArgumentException error)
        {
            throw section.Error("", $"cannot be built: {error.Message}");
        }
    }

    private static TowerConfig ReadTower(ConfigSection section, string width, string layers, string heads) => new()
    {
        Width = section.Count("width", new("Numbers of a token.", $"CLIP ViT-B/32: {width}", "hidden_size", "dim", "d_model"), null, 1, 1 << 16),
        Layers = section.Count("layers", new("Transformer blocks.", $"CLIP ViT-B/32: {layers}", "depth", "num_layers", "num_hidden_layers"), null, 0, 1024),
        Heads = section.Count("heads", new("Heads of attention; divide the width.", $"CLIP ViT-B/32: {heads}", "num_heads", "num_attention_heads"), null, 1, 1024),
        MlpRatio = section.Number("mlpRatio", new("Width of the MLP as a multiple of the token's.", "CLIP"), 4, 0.01, 64),
        Activation = section.Choice<Activation>("activation", new("quickGelu is x·σ(1.702x), gelu the exact one.", "CLIP; gelu in OpenCLIP", "hidden_act", "act"), Activation.QuickGelu),
        Epsilon = section.Number("epsilon", new("Of the layer norms.", "CLIP", "layer_norm_eps"), 1e-5, 0, 1),
        Initialization = section.Choice<Initialization>("initialization", new("Of fresh weights. fanIn: weights and biases U(±1/√inputs), for training from scratch; small: N(0, 0.02²), for wide towers.", Ours, "init"), Initialization.FanIn),
    };

    private static IamConfig ReadIam(ConfigSection section, int width) => new()
    {
        Vectors = section.Count("vectors", new("N: base vectors that approximate a video, and as many a text.", "GEXIA §3.2 names N without its value; 32 is ours", "num_latents", "latents", "queries"), 32, 1, 4096),
        Width = section.Count("width", new("D: numbers of a base vector and of an embedding.", "GEXIA §3.2 names D without its value; ours, 512 with ViT-B/32", "dim") { Default = "vision.width" }, width, 1, 1 << 16),
        Heads = section.Count("heads", new("Heads of cross- and self-attention.", "ours; 8 with ViT-B/32", "num_heads"), 4, 1, 1024),
        MlpRatio = section.Number("mlpRatio", new("Width of the MLP as a multiple of D.", Ours), 4, 0.01, 64),
        Mlp = section.Choice<IamMlp>("mlp", new("Where a step has an MLP.", "ours: GEXIA §3.2 draws cross- and self-attention only"), IamMlp.AfterSelfAttention),
        FinalNorm = section.Flag("finalNorm", new("A layer norm after the last step, so that any #iter gives one scale.", Ours), true),
        Literal = section.Flag("literal", new("A step as GEXIA §3.2 writes it, A ← SA(CA(A, F)): no residuals, norms or MLP.", "GEXIA §3.2; off is ours"), false),
        Initialization = section.Choice<Initialization>("initialization", new("As of the towers; base vectors N(0, 0.15²) or N(0, 0.02²).", Ours, "init"), Initialization.FanIn),
    };

    private static DenseConfig ReadDense(ConfigSection section) => new()
    {
        UseCls = section.Flag("useCls", new("Keep each frame's class token beside its P patches.", "ours; GEXIA §3.2 speaks of P patches"), true),
        TemporalEmbedding = section.Flag("temporalEmbedding", new("Add a learned vector for the place of the frame; without it a video has no order.", "ours, zero at first; the paper has none"), true),
        MaxFrames = section.Count("maxFrames", new("Places that the temporal embedding knows; no granularity may have more frames.", Ours), 64, 1, 1 << 16),
        MaskTextPads = section.Flag("maskTextPads", new("Padding is no key of the text's IAM, so a text's embedding does not depend on its padding.", "ours; GEXIA §3.2 says nothing"), true),
        LongText = section.Choice<LongText>("longText", new("What becomes of a text beyond contextLength: cut, or encoded in windows.", "truncate: GEXIA §3.2; chunk is ours"), LongText.Truncate),
        MaxChunks = section.Count("maxChunks", new("Windows at most, where longText is chunk.", Ours), 8, 1, 1024),
    };
}
