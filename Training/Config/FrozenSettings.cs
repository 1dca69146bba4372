using Gexia.Models;

namespace Gexia.Training.Config;

/// <summary>Reads which towers stay as they are, and where their features are kept.</summary>
internal static class FrozenSettings
{
    private const string Cache = "featureCache";

    /// <summary>Reads them.</summary>
    /// <exception cref="ConfigException">The model's towers always learn, none is frozen for the cache to hold, or what learns would see
    /// other frames than the cache holds.</exception>
    public static (FrozenTowers Frozen, string? Cache, long Megabytes) Read(ConfigSection section, ModelConfig model, DataConfig data)
    {
        var frozen = section.Choice<FrozenTowers>(
            "frozen",
            new(
                "Which towers stay as they are: none, vision, text, both.", "GEXIA Table 5: frozen and unfrozen CLIP", "freeze",
                "freeze_backbone", "frozen_towers", "lock_image"),
            FrozenTowers.None);
        var cache = section.OptionalPath(
            Cache,
            new(
                "Folder in which the features of frozen towers are kept, in bfloat16: each video and text is encoded once, and no step "
                + "runs a frozen tower. Frames are then those of testing in every epoch: the middles of equal parts, the middle crop. "
                + "Runs may share it. Null encodes in every step.",
                "ours", "feature_cache", "cache", "cached_features"));
        var megabytes = section.Integer(
            "featureCacheMegabytes", new("Disk that a run's entries of featureCache may use, MiB; 0 for what the disk has left.", "ours"),
            0, 0, 1L << 30);
        if (frozen != FrozenTowers.None && model.Sizes.FrameFeatures is null)
            throw section.Error(
                "frozen", $"is {Word(frozen)}, but the towers of {model.Kind.Name} always learn. Leave it out.");
        if (cache is null) return (frozen, cache, megabytes);
        if (frozen == FrozenTowers.None)
            throw section.Error(
                Cache, "names a folder, but it can only hold what frozen towers make: set training.frozen to vision, text or both.");
        if (data.Crop is not null && frozen != FrozenTowers.Text)
            throw section.Error(
                Cache,
                "names a folder, but it holds the middle crop of every frame and data.crop asks for random ones: set data.crop to null.");
        if (model.Sizes.TextFeatures is { SeesPadding: true } && frozen != FrozenTowers.Vision)
            throw section.Error(
                Cache,
                "names a folder, but it holds no padding of texts, which model.dense.maskTextPads=false looks at: set it to true, or "
                + "training.frozen to vision.");
        return (frozen, cache, megabytes);
    }

    private static string Word(FrozenTowers frozen) => frozen.ToString().ToLowerInvariant();
}
