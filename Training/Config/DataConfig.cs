using Gexia.Data.Datasets;
using Gexia.Data.Image;
using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Training.Tasks;

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
    /// <summary>The file of the short pairs; empty for a task, whose data its own section names.</summary>
    public required string Pairs { get; init; }

    /// <summary>The data set whose form it has, one of <see cref="PairFile.Sources"/>.</summary>
    public required string Source { get; init; }

    /// <summary>How a data set whose clips are files of their own names them; null for its own way. See <see cref="PairFile"/>.</summary>
    public string? ClipName { get; init; }

    /// <summary>Folder of the videos that they name.</summary>
    public required string Videos { get; init; }

    /// <summary>
    /// JSON Lines with compressed texts; null takes <c>summaries.jsonl</c> beside the pairs, else the extractive summariser.
    /// </summary>
    public string? Summaries { get; init; }

    /// <summary>Expansion plan; null for the default one.</summary>
    public string? Plan { get; init; }

    /// <summary>Pairs a source must have for a long one, where the default plan is used (GEXIA §4.1).</summary>
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

    /// <summary>The pairs, their data set, videos and summaries.</summary>
    public PairFile PairFile => new(Pairs, Videos, Source, Summaries, ClipName);

    private const string Ours = "ours";

    internal static DataConfig Read(ConfigSection section, TaskConfig? task)
    {
        var tokenizer = section.Section("tokenizer");
        var kind = tokenizer.Choice<TokenizerKind>(
            "kind",
            new(
                "bpe: byte-level BPE trained on the training texts; words: a word an id; folder: ready-made files, such as CLIP's.",
                "CLIP's in the paper (§4.1); training one is ours"),
            TokenizerKind.Bpe);
        var folder = tokenizer.OptionalPath("folder", new("Folder of a ready-made tokenizer.", Ours, "path"));
        if (kind == TokenizerKind.Folder && folder is null)
            throw tokenizer.Error("folder", "must name the folder of the tokenizer when kind is folder.");
        var config = (task is null ? ReadPairs(section) : OfTask(task)) with
        {
            Tokenizer = kind,
            TokenizerFolder = folder,
            VocabularySize = tokenizer.Count(
                "vocabularySize", new("Most ids of a BPE that is trained.", Ours, "vocab_size"), 2000, 3, 1 << 24),
            BadVideos = section.Choice<BadVideoPolicy>(
                "badVideos", new("What becomes of videos and pairs that cannot be used: left out and listed, or the end.", Ours),
                BadVideoPolicy.Skip),
            FrameStoreBytes = section.Integer(
                "frameStoreMegabytes", new("Decoded frames kept in memory, MiB.", Ours, "cache", "cache_size"), 512, 0, 1 << 20) << 20,
            PrefetchAhead = section.Count("prefetchAhead", new("Batches made ahead.", Ours, "prefetch", "prefetch_factor"), 2, 1, 1024),
            PrefetchWorkers = section.Count("prefetchWorkers", new("Threads that make them.", Ours, "num_workers", "workers"), 1, 1, 256),
        };
        var crop = section.OptionalSection(
            "crop",
            new(
                "A random crop of training frames, one for all frames of a sample; null takes the middle.",
                "ours; the paper names no augmentation", "augmentation", "random_resized_crop"));
        return crop is null ? config : config with { Crop = ReadCrop(crop) };
    }

    // What pairs and tasks have in common is not read yet.
    private static readonly DataConfig unread = new()
    {
        Pairs = "",
        Source = "",
        Videos = "",
        MinPairs = 1,
        Tokenizer = TokenizerKind.Bpe,
        VocabularySize = 0,
        BadVideos = BadVideoPolicy.Skip,
        FrameStoreBytes = 0,
        PrefetchAhead = 1,
        PrefetchWorkers = 1,
    };

    private static DataConfig ReadPairs(ConfigSection section) => unread with
    {
        Pairs = section.Path(
            "pairs",
            new(
                "The short pairs (SVST), JSON Lines or CSV: video, start, end, caption, perhaps source.",
                "GEXIA §4.1: ten million of InternVid", "captions", "annotations", "train_file", "train")),
        Source = section.PathForm(
            "source",
            new("Which data set's form the file of pairs has; pairs is the form named above.", Ours, "dataset", "data_set", "format"),
            PairFile.Sources[0],
            PairFile.Sources),
        ClipName = section.OptionalNaming(
            "clipName",
            new(
                "How files of clips are named where they are cut from the videos that rows name (internvid), such as "
                + "{id}_{start:-}_{end:-}.mp4; null for the data set's own way. Of test pairs, too.",
                Ours, "clip_name", "template", "name_template"),
            ClipNames.Check),
        Videos = section.Path(
            "videos",
            new("Folder that the names of videos are relative to.", Ours, "video_dir", "video_path", "video_root", "root", "data_dir")),
        Summaries = section.OptionalPath(
            "summaries",
            new(
                "JSON Lines of texts that sum a video or source up, for LVST, or the .card.json of a language model's summaries that "
                + "expand made; null takes summaries.jsonl beside the pairs, else the extractive summariser.",
                "GEXIA §4.1 and appendix A: an LLM's")),
        Plan = section.OptionalPath(
            "plan",
            new(
                "Steps of the expansion as JSON; null for the paper's: pairs of a source into LVLT, then summaries into LVST.",
                "GEXIA §3.1 and §4.1", "expansion")),
        MinPairs = section.Count(
            "minPairs", new("Pairs that a source must have for a long one, in the default plan.", "GEXIA §4.1", "min_clips"), 4, 1),
    };

    private static DataConfig OfTask(TaskConfig task) => unread with { Source = task.Dataset, Videos = task.Videos };

    private static RandomResizedCrop ReadCrop(ConfigSection section)
    {
        var crop = new RandomResizedCrop(
            section.Number("minScale", new("Smallest share of the frame's area.", Ours), 0.5, 0.01, 1),
            section.Number("maxScale", new("Largest share of the frame's area.", Ours), 1, 0.01, 1),
            section.Number("minRatio", new("Narrowest width by height.", Ours), 0.75, 0.1, 10),
            section.Number("maxRatio", new("Widest width by height.", Ours) { Default = "4/3" }, 4.0 / 3, 0.1, 10));
        if (crop.MinScale > crop.MaxScale) throw section.Error("minScale", "must not exceed maxScale.");
        if (crop.MinRatio > crop.MaxRatio) throw section.Error("minRatio", "must not exceed maxRatio.");
        return crop;
    }
}
