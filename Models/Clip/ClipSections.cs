using Gexia.Models.Layers;

namespace Gexia.Models.Clip;

/// <summary>Reads the sections of a configuration that describe CLIP's towers, for kinds of models that stand on them.</summary>
internal static class ClipSections
{
    /// <summary>The section <c>vision</c>.</summary>
    public static VisionConfig Vision(IConfigReader vision) => new()
    {
        ImageSize = vision.Count(
            "imageSize",
            new(
                "Side of the square frames, pixels.", "CLIP ViT-B/32 (GEXIA §4.1): 224", "resolution", "img_size", "frame_size",
                "input_size"),
            null,
            1,
            4096),
        PatchSize = vision.Count(
            "patchSize", new("Side of a patch, pixels; divides the frame.", "CLIP ViT-B/32: 32", "patch"), null, 1, 4096),
        Tower = Tower(vision, "768", "12", "12"),
    };

    /// <summary>The section <c>text</c>.</summary>
    public static TextConfig Text(IConfigReader text) => new()
    {
        VocabularySize = text.Count(
            "vocabularySize",
            new("Ids of the text tower; 0 takes the tokenizer's.", "CLIP: 49408", "vocab_size") { Default = "0: the tokenizer's" },
            0,
            0,
            1 << 24),
        ContextLength = text.Count(
            "contextLength",
            new(
                "Ids that the text tower reads at once, start and end included: the paper's m.", "GEXIA §3.2; CLIP: 77", "max_length",
                "max_position_embeddings", "context"),
            77,
            2,
            1 << 16),
        Tower = Tower(text, "512", "12", "8"),
    };

    /// <summary>The key <c>checkpoint</c>.</summary>
    public static bool Checkpoint(IConfigReader section) => section.Flag(
        "checkpoint",
        new(
            "Compute each block's inside again on the backward pass instead of keeping it: less memory, more time, the same bits.", "ours",
            "gradient_checkpointing", "activation_checkpointing"),
        false);

    /// <summary>The key <c>projectionWidth</c>.</summary>
    public static int ProjectionWidth(IConfigReader section, int standard) => section.Count(
        "projectionWidth",
        new("Width of the joint space of mean pooling; GEXIA has none.", "CLIP ViT-B/32: 512", "embed_dim", "projection_dim")
        {
            Default = "vision.width"
        },
        standard, 1, 1 << 16);

    private static TowerConfig Tower(IConfigReader section, string width, string layers, string heads) => new()
    {
        Width = section.Count(
            "width", new("Numbers of a token.", $"CLIP ViT-B/32: {width}", "hidden_size", "dim", "d_model"), null, 1, 1 << 16),
        Layers = section.Count(
            "layers", new("Transformer blocks.", $"CLIP ViT-B/32: {layers}", "depth", "num_layers", "num_hidden_layers"), null, 0, 1024),
        Heads = section.Count(
            "heads", new("Heads of attention; divide the width.", $"CLIP ViT-B/32: {heads}", "num_heads", "num_attention_heads"), null, 1,
            1024),
        MlpRatio = section.Number("mlpRatio", new("Width of the MLP as a multiple of the token's.", "CLIP"), 4, 0.01, 64),
        Activation = section.Choice<Activation>(
            "activation", new("quickGelu is x·σ(1.702x), gelu the exact one.", "CLIP; gelu in OpenCLIP", "hidden_act", "act"),
            Activation.QuickGelu),
        Epsilon = section.Number("epsilon", new("Of the layer norms.", "CLIP", "layer_norm_eps"), 1e-5, 0, 1),
        Initialization = section.Choice<Initialization>(
            "initialization",
            new(
                "Of fresh weights. fanIn: weights and biases U(±1/√inputs), for training from scratch; small: N(0, 0.02²), "
                + "for wide towers.",
                "ours",
                "init"),
            Initialization.FanIn),
    };
}
