using Gexia.Data.Image;
using Gexia.Data.Loading;

namespace Gexia.Training.Config;

/// <summary>Where the ids of texts come from.</summary>
public enum TokenizerKind
{
    /// <summary>A byte-level BPE trained on the training texts.</summary>
    Bpe,
    /// <summary>A word for an id, from the training texts.</summary>
    Words,
    /// <summary>Ready-made files in a folder, such as CLIP's.</summary>
    Folder,
}

/// <summary>The <c>data</c> section.</summary>
public sealed record DataConfig
{
    /// <summary>JSON Lines with the short pairs.</summary>
    public required string Pairs { get; init; }

    /// <summary>Folder of the videos that they name.</summary>
    public required string Videos { get; init; }

    /// <summary>JSON Lines with compressed texts; null takes <c>summaries.jsonl</c> beside the pairs, else the extractive summariser.</summary>
    public string? Summaries { get; init; }

    /// <summary>Expansion plan; null for the default one.</summary>
    public string? Plan { get; init; }

    /// <summary>Pairs a source must have for a long one, where the default plan is used (spec §1.3).</summary>
    public required int MinPairs { get; init; }

    /// <summary>Kind of tokenizer.</summary>
    public required TokenizerKind Tokenizer { get; init; }

    /// <summary>Folder of a ready-made tokenizer.</summary>
    public string? TokenizerFolder { get; init; }

    /// <summary>Most ids of a tokenizer that is trained.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>What happens to videos that cannot be read.</summary>
    public required BadVideoPolicy BadVideos { get; init; }

    /// <summary>Random crop; null for none.</summary>
    public RandomResizedCrop? Crop { get; init; }

    /// <summary>Bytes of decoded frames kept in memory.</summary>
    public required long FrameStoreBytes { get; init; }

    /// <summary>Batches made ahead.</summary>
    public required int PrefetchAhead { get; init; }

    /// <summary>Threads that make them.</summary>
    public required int PrefetchWorkers { get; init; }

    internal static DataConfig Read(ConfigSection section)
    {
        var tokenizer = section.Section("tokenizer");
        var kind = tokenizer.Choice<TokenizerKind>("kind", TokenizerKind.Bpe);
        var folder = tokenizer.OptionalPath("folder");
        if (kind == TokenizerKind.Folder && folder is null) throw tokenizer.Error("folder", "must name the folder of the tokenizer when kind is folder.");
        var config = new DataConfig
        {
            Pairs = section.Path("pairs"),
            Videos = section.Path("videos"),
            Summaries = section.OptionalPath("summaries"),
            Plan = section.OptionalPath("plan"),
            MinPairs = section.Count("minPairs", 4, 1),
            Tokenizer = kind,
            TokenizerFolder = folder,
            VocabularySize = tokenizer.Count("vocabularySize", 2000, 3, 1 << 24),
            BadVideos = section.Choice<BadVideoPolicy>("badVideos", BadVideoPolicy.Skip),
            FrameStoreBytes = section.Integer("frameStoreMegabytes", 512, 0, 1 << 20) << 20,
            PrefetchAhead = section.Count("prefetchAhead", 2, 1, 1024),
            PrefetchWorkers = section.Count("prefetchWorkers", 1, 1, 256),
        };
        return section.OptionalSection("crop") is { } crop ? config with { Crop = ReadCrop(crop) } : config;
    }

    private static RandomResizedCrop ReadCrop(ConfigSection section)
    {
        var crop = new RandomResizedCrop(section.Number("minScale", 0.5, 0.01, 1), section.Number("maxScale", 1, 0.01, 1), section.Number("minRatio", 0.75, 0.1, 10), section.Number("maxRatio", 4.0 / 3, 0.1, 10));
        if (crop.MinScale > crop.MaxScale) throw section.Error("minScale", "must not exceed maxScale.");
        if (crop.MinRatio > crop.MaxRatio) throw section.Error("minRatio", "must not exceed maxRatio.");
        return crop;
    }
}
