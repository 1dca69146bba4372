using Gexia.Models.Layers;

namespace Gexia.Models.Clip;

/// <summary>Sizes of a CLIP model.</summary>
public sealed record ClipConfig
{
    /// <summary>The image tower.</summary>
    public required VisionConfig Vision { get; init; }

    /// <summary>The text tower.</summary>
    public required TextConfig Text { get; init; }

    /// <summary>Width of the joint space that <c>visual.proj</c> and <c>text_projection</c> map to.</summary>
    public required int ProjectionWidth { get; init; }

    /// <summary>ViT-B/32, the towers of GEXIA §4.1.</summary>
    public static ClipConfig VitB32 { get; } = Vit(224, 32, 768, 12, 512, 8, 512);

    /// <summary>ViT-B/16.</summary>
    public static ClipConfig VitB16 { get; } = Vit(224, 16, 768, 12, 512, 8, 512);

    /// <summary>ViT-L/14.</summary>
    public static ClipConfig VitL14 { get; } = Vit(224, 14, 1024, 24, 768, 12, 768);

    /// <summary>ViT-L/14 on 336×336 pictures.</summary>
    public static ClipConfig VitL14At336 { get; } = Vit(336, 14, 1024, 24, 768, 12, 768);

    private static ClipConfig Vit(int image, int patch, int width, int layers, int textWidth, int textHeads, int projection) => new()
    {
        Vision = new()
        {
            ImageSize = image,
            PatchSize = patch,
            Tower = new() { Width = width, Layers = layers, Heads = width / 64, Initialization = Initialization.Small }
        },
        Text = new()
        {
            VocabularySize = 49408,
            ContextLength = 77,
            Tower = new() { Width = textWidth, Layers = 12, Heads = textHeads, Initialization = Initialization.Small }
        },
        ProjectionWidth = projection,
    };
}

/// <summary>Sizes of the image tower.</summary>
public sealed record VisionConfig
{
    /// <summary>Side of the square input, pixels; a multiple of the patch.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Side of a square patch, pixels.</summary>
    public required int PatchSize { get; init; }

    /// <summary>The transformer.</summary>
    public required TowerConfig Tower { get; init; }

    /// <summary>Patches of one frame.</summary>
    public int Patches => ImageSize / PatchSize * (ImageSize / PatchSize);

    /// <summary>Refuses sizes that cannot be built.</summary>
    public void Validate()
    {
        Tower.Validate("vision");
        if (PatchSize < 1 || ImageSize < PatchSize || ImageSize % PatchSize != 0)
            throw new ArgumentException($"vision: patchSize ({PatchSize}) must divide imageSize ({ImageSize}).");
    }
}

/// <summary>Sizes of the text tower.</summary>
public sealed record TextConfig
{
    /// <summary>Rows of the token table.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Longest sequence, start and end tokens included.</summary>
    public required int ContextLength { get; init; }

    /// <summary>
    /// Id of the end token, at whose first place a text is pooled; null pools at the largest id of a text, as OpenAI's models do. The two
    /// differ where a vocabulary was extended, so that tokens were added above the end token.
    /// </summary>
    public int? EndOfText { get; init; }

    /// <summary>The transformer.</summary>
    public required TowerConfig Tower { get; init; }

    /// <summary>Refuses sizes that cannot be built.</summary>
    public void Validate()
    {
        Tower.Validate("text");
        if (VocabularySize < 3 || ContextLength < 2)
        {
            throw new ArgumentException(
                $"text: vocabularySize ({VocabularySize}) must be at least 3 and contextLength ({ContextLength}) at least 2.");
        }
        if (EndOfText is { } end && (uint)end >= (uint)VocabularySize)
            throw new ArgumentException($"text: endOfText ({end}) must be an id of the vocabulary, 0 to {VocabularySize - 1}.");
    }
}
