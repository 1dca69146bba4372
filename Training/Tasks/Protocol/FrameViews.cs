using System.Globalization;
using System.Text.Json;
using Gexia.Data.Image;
using Gexia.Training.Config;

namespace Gexia.Training.Tasks.Protocol;

/// <summary>Which frames of a video, and which part of a frame, a model saw.</summary>
/// <param name="TrainFrames">Which frames it was trained on; null where nothing was trained.</param>
/// <param name="TrainCrop">Which part of them.</param>
/// <param name="Frozen">Towers that stayed as they were; null for none.</param>
internal sealed record FrameViews(string? TrainFrames, string? TrainCrop, string? Frozen)
{
    private const string Middles = "the middles of equal parts", Middle = "short side to the model's size, middle square";

    /// <summary>As a configuration says.</summary>
    public static FrameViews Of(RunConfig config)
    {
        var training = config.Training;
        if (training.Options.Steps == 0) return new(null, null, null);
        var headOnly = config.Task is { Trained: TrainedParts.Head };
        var isStored = TowerUses.Of(training, config.Model.Sizes).Vision == TowerUse.Stored;
        return new(
            isStored ? $"{Middles}, the same in every epoch (feature cache, bfloat16)"
            : headOnly ? $"{Middles}, the same in every epoch"
            : "a random time in each of equal parts",
            config.Data.Crop is { } crop && !isStored && !headOnly ? Describe(crop) : Middle,
            training.Frozen == FrozenTowers.None ? null : training.Frozen.ToString().ToLowerInvariant());
    }

    /// <summary>As members of an object.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        if (Frozen is not null) json.WriteString("frozen_towers", Frozen);
        if (TrainFrames is not null) json.WriteString("train_frames", TrainFrames);
        if (TrainCrop is not null) json.WriteString("train_crop", TrainCrop);
        json.WriteString("test_frames", Middles);
        json.WriteString("test_crop", Middle);
    }

    private static string Describe(RandomResizedCrop crop) => string.Create(
        CultureInfo.InvariantCulture,
        $"random, {crop.MinScale:0.###} to {crop.MaxScale:0.###} of the area, width by height {crop.MinRatio:0.###} to "
        + $"{crop.MaxRatio:0.###}, one for all frames of a sample");
}
