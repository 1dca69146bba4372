using System.Globalization;
using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Data.Video;
using Gexia.Models;
using Gexia.Training.Config;
using Gexia.Training.Runs;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Training.Features;

/// <summary>
/// Brings a cache to what a training needs before its first step: every different clip and text that is missing, damaged or of another
/// origin is encoded by the frozen tower, one by one, so that its bits depend on nothing else.
/// </summary>
/// <remarks>
/// A clip is known by the content of its files, its segments and its number of frames, so it need not be decoded when it is there. Where
/// something is to be told of its file (a part is damaged, a segment was cut at its end) it is decoded nevertheless, so that the lists of a
/// run do not depend on what was cached.
/// </remarks>
internal sealed class FeatureMaking
{
    // Raised when the sampling of frames, their preprocessing or the form of files changes.
    private const string Version = "1";

    private readonly RunConfig config;
    private readonly RunData data;
    private readonly IVideoTextModel model;
    private readonly TowerUses towers;
    private readonly SampleReader reader;
    private readonly VideoDigests digests;
    private readonly FeatureCache? videos, texts;

    /// <summary>For a training.</summary>
    /// <param name="config">Names a cache.</param>
    /// <param name="data">The pairs.</param>
    /// <param name="model">Its frozen towers have the values that they keep.</param>
    public FeatureMaking(RunConfig config, RunData data, IVideoTextModel model)
    {
        (this.config, this.data, this.model) = (config, data, model);
        towers = TowerUses.Of(config.Training, config.Model.Sizes);
        var source = data.TestFrames(config.Data.Videos);
        (reader, digests) = (data.TestReader(config.Data.Videos), new(source));
        var (folder, sizes) = (config.Training.FeatureCache!, config.Model.Sizes);
        if (towers.Vision == TowerUse.Stored)
            videos = new(folder, Origin("frames by the test rule, middle crop", sizes.Vision, isImage: true));
        if (towers.Text == TowerUse.Stored) texts = new(folder, Origin("texts", sizes.Text, isImage: false));
    }

    /// <summary>Is told how far it is.</summary>
    public IProgress<WorkProgress>? Progress { get; init; }

    /// <summary>Makes what is missing.</summary>
    /// <param name="cancellation">Checked before every clip and text.</param>
    /// <exception cref="GexiaException">The disk has too little left.</exception>
    /// <exception cref="IOException">A file could not be written.</exception>
    public StoredFeatures Run(CancellationToken cancellation)
    {
        FeatureCacheSize.Of(config, data.Train, reader.Source.NameOf)!.Require(
            config.Training.FeatureCacheMegabytes, (videos?.Bytes ?? 0) + (texts?.Bytes ?? 0));
        var stored = new StoredFeatures(videos, texts, checked(towers.FrameNumbers * sizeof(ushort)));
        using var pause = Graph.NoGradient();
        if (videos is not null) MakeVideos(videos, stored, cancellation);
        if (texts is not null) MakeTexts(texts, stored, cancellation);
        return stored;
    }

    private string Origin(string of, object sizes, bool isImage)
    {
        var kind = config.Model.Kind;
        var weights = model.Parameters.Where(parameter => kind.IsTower(parameter) && kind.IsImageTower(parameter) == isImage);
        var device = model.LogitScale.Device;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Version}; {of}; {kind.Name}; {sizes}; {model.ComputeType} on {(device.IsHost ? "cpu" : device.Name)}; "
            + $"{WeightsDigest.Of(weights)}");
    }

    /// <summary>A clip on its way: its key where it can be used, and its pixels where its features are still to be made.</summary>
    private sealed record Opened(string? Key, byte[]? Pixels, bool Again);

    private void MakeVideos(FeatureCache cache, StoredFeatures stored, CancellationToken cancellation)
    {
        List<(Pair First, int Frames, List<Pair> Pairs)> clips = [];
        foreach (var same in data.Train.GroupBy(set => set.Frames))
        {
            Pair[] pairs = [.. same.SelectMany(set => set.Pairs)];
            foreach (var shown in pairs.Zip(ClipKey.Of(pairs, reader.Source.NameOf)).GroupBy(pair => pair.Second, StringComparer.Ordinal))
                clips.Add((shown.First().First, same.Key, [.. shown.Select(pair => pair.First)]));
        }
        var opener = new PairVideos(reader.Source, data.Bad, data.BadPairs, "train");
        using var ahead = new Prefetch<Opened>(
            (n, stop) => Open(cache, opener, clips[(int)n].First, clips[(int)n].Frames, stop), 0, clips.Count, ahead: 2,
            cancellation: cancellation);
        for (var i = 0; i < clips.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Progress?.Report(new("features of videos", i, clips.Count));
            var (key, pixels, again) = ahead.Next(cancellation);
            if (key is null) continue;
            if (pixels is not null) AddVideo(cache, key, pixels, clips[i].Frames, again);
            foreach (var pair in clips[i].Pairs) stored.SetVideo(pair, key);
        }
        Progress?.Report(new("features of videos", clips.Count, clips.Count));
    }

    private Opened Open(FeatureCache cache, PairVideos opener, Pair pair, int frames, CancellationToken cancellation)
    {
        var nothing = new Opened(null, null, false);
        var key = digests.KeyOf(pair.Clip, frames);
        var bytes = (long)frames * towers.FrameNumbers * sizeof(ushort);
        var again = false;
        var isThere = key is not null && cache.Has(key, length => length == bytes, out again);
        if (isThere && !again) return new(key, null, again);
        if (opener.TryOpen(pair, cancellation) is not { } opened || key is null) return nothing;
        if (isThere) return new(key, null, again);
        var pixels = new byte[checked(frames * reader.FrameBytes)];
        try
        {
            reader.ReadFrames(pair, opened, frames, pixels, random: null);
        }
        catch (VideoException error)
        {
            data.Bad.Report(error.File, error);
            return nothing;
        }
        return new(key, pixels, IsToldOf(pair, opened));
    }

    private static bool IsToldOf(Pair pair, IReadOnlyDictionary<string, FrameTimeline> opened) =>
        opened.Values.Any(video => video.Warning is not null)
        || pair.Clip.Any(segment => SegmentFit.Of(segment, opened[segment.Video]).Problem is not null);

    private void AddVideo(FeatureCache cache, string key, byte[] pixels, int frames, bool again)
    {
        using var scope = TensorScope.Begin();
        var bytes = Tensor.Of(pixels, [1, frames, reader.Size, reader.Size, 3], model.LogitScale.Device);
        cache.Add(key, BatchFrames.Encoded(model, bytes).ToHost(), again);
    }

    private void MakeTexts(FeatureCache cache, StoredFeatures stored, CancellationToken cancellation)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        var (done, total) = (0, data.Train.Sum(set => set.Pairs.Count));
        foreach (var set in data.Train)
        {
            var ids = new int[set.TextLength];
            foreach (var pair in set.Pairs)
            {
                cancellation.ThrowIfCancellationRequested();
                Progress?.Report(new("features of texts", done++, total));
                reader.ReadText(pair, ids);
                var key = string.Create(
                    CultureInfo.InvariantCulture, $"{set.TextLength} ids in windows of {model.ContextLength}: {string.Join(' ', ids)}");
                if (kept.Add(key) && !cache.Has(key, length => length > 0, out _)) AddText(cache, key, ids);
                stored.SetText(pair, key);
            }
        }
        Progress?.Report(new("features of texts", total, total));
    }

    private void AddText(FeatureCache cache, string key, int[] ids)
    {
        using var scope = TensorScope.Begin();
        cache.Add(key, StepTexts.Encoded(model, BatchTexts.Of(ids, ids.Length, model)).ToHost(), again: false);
    }
}
