using Gexia.Models;
using Gexia.Training.Config;

namespace Gexia.Training;

/// <summary>What becomes of a tower in a training.</summary>
internal enum TowerUse
{
    /// <summary>It learns.</summary>
    Learns,
    /// <summary>It stays as it is, and is run without a record.</summary>
    Frozen,
    /// <summary>It stays as it is, and what it made of every video or text is read from a store: it is not run.</summary>
    Stored,
}

/// <summary>What becomes of both towers in a training.</summary>
/// <param name="Vision">Of the image tower.</param>
/// <param name="Text">Of the text tower.</param>
/// <param name="FrameFeatures">Extents of what the image tower makes of a frame.</param>
/// <param name="TextFeatures">What the text tower makes of texts.</param>
internal sealed record TowerUses(
    TowerUse Vision, TowerUse Text, IReadOnlyList<int> FrameFeatures, TextFeatureForm TextFeatures)
{
    /// <summary>Both learn.</summary>
    public static TowerUses Learning { get; } = new(TowerUse.Learns, TowerUse.Learns, [], new(0, PerToken: false, SeesPadding: false));

    /// <summary>As a configuration says.</summary>
    public static TowerUses Of(TrainingConfig training, VideoTextConfig sizes)
    {
        var still = training.FeatureCache is null ? TowerUse.Frozen : TowerUse.Stored;
        return sizes is not { FrameFeatures: { } frame, TextFeatures: { } text } ? Learning : new(
            training.Frozen is FrozenTowers.Vision or FrozenTowers.Both ? still : TowerUse.Learns,
            training.Frozen is FrozenTowers.Text or FrozenTowers.Both ? still : TowerUse.Learns, frame, text);
    }

    /// <summary>Numbers of the features of a frame.</summary>
    public int FrameNumbers => FrameFeatures.Aggregate(1, (a, b) => checked(a * b));
}
