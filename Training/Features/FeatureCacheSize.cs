using System.Globalization;
using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Training.Config;

namespace Gexia.Training.Features;

/// <summary>The disk that the features of a training need at most.</summary>
/// <param name="Folder">The cache's.</param>
/// <param name="Clips">Different clips, one with two numbers of frames counted twice; 0 where the image tower is not stored.</param>
/// <param name="Texts">Different texts; 0 where the text tower is not stored.</param>
/// <param name="Bytes">Of all of them, each text as long as it may be.</param>
internal sealed record FeatureCacheSize(string Folder, int Clips, int Texts, long Bytes)
{
    private const long Header = 1024;           // of a file, its names included

    /// <summary>Counts a training's; null where it keeps no features.</summary>
    public static FeatureCacheSize? Of(RunConfig config, IReadOnlyList<SampleSet> sets, Func<string, string> nameOf)
    {
        if (config.Training.FeatureCache is not { } folder) return null;
        var towers = TowerUses.Of(config.Training, config.Model.Sizes);
        var (clips, texts, bytes) = (0, 0, 0L);
        if (towers.Vision == TowerUse.Stored)
            foreach (var same in sets.GroupBy(set => set.Frames))
            {
                var count = ClipKey.Of(same.SelectMany(set => set.Pairs), nameOf).Distinct(StringComparer.Ordinal).Count();
                (clips, bytes) = (clips + count, bytes + (count * ((same.Key * towers.FrameNumbers * 2L) + Header)));
            }
        if (towers.Text == TowerUse.Stored)
            foreach (var same in sets.GroupBy(set => set.TextLength))
            {
                var count = same.SelectMany(set => set.Pairs).Select(pair => pair.Text).Distinct(StringComparer.Ordinal).Count();
                var own = towers.TextFeatures.Width * 2L * (towers.TextFeatures.PerToken ? same.Key : 1);
                (texts, bytes) = (texts + count, bytes + (count * (own + Header)));
            }
        return new(folder, clips, texts, bytes);
    }

    /// <summary>Refuses what is more than the configuration allows, or than the disk has left.</summary>
    /// <param name="megabytes">The limit; 0 for the disk's.</param>
    /// <param name="there">Bytes of it that are on the disk already.</param>
    /// <exception cref="GexiaException">With what is needed, what there is, and what to do.</exception>
    public void Require(long megabytes, long there)
    {
        if (megabytes > 0 && Bytes > megabytes << 20)
            throw new GexiaException(
                $"training.featureCache: {Describe()}, more than training.featureCacheMegabytes={megabytes} allows. Raise it, take fewer "
                + "frames, or leave the cache out.");
        var missing = Math.Max(0, Bytes - there);
        Directory.CreateDirectory(Folder);
        var free = new DriveInfo(Path.GetFullPath(Folder)).AvailableFreeSpace;
        if (missing > free)
            throw new GexiaException(
                $"training.featureCache: {Describe()}, of which {Megabytes(missing)} are missing, but the disk of {Folder} has "
                + $"{Megabytes(free)} left. Name a folder on another disk, take fewer frames, or leave the cache out.");
    }

    /// <summary>In a few words.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"{Folder} takes at most {Megabytes(Bytes)} for {Clips} clips and {Texts} texts");

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N1} MB");
}
