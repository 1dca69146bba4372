using System.Globalization;
using Gexia.Training.Features;

namespace Gexia.Training.Tasks.Features;

/// <summary>
/// Features of videos by a model that stays as it is, each computed once: a small file a video in the run, and as many of them in memory as
/// a bound allows.
/// </summary>
/// <remarks>
/// A file (<see cref="FeatureFile"/>) says what it was made by, so one that another model or another number of frames left there is made
/// anew. May be read from several threads at once.
/// </remarks>
/// <param name="folder">Where the files lie; made when missing.</param>
/// <param name="origin">All that decides the numbers beside the video.</param>
/// <param name="bytes">Most memory for what is kept there, bytes.</param>
/// <param name="writes">Whether files may be written; otherwise memory keeps all that is new.</param>
internal sealed class FeatureStore(string folder, string origin, long bytes, bool writes = true)
{
    private const string Duration = "duration";

    private readonly Lock gate = new();
    private readonly Dictionary<string, VideoFeature> kept = new(StringComparer.Ordinal);
    private long used;

    /// <summary>The features of a video, or null where they are still to be made.</summary>
    /// <param name="video">Its file's name.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public VideoFeature? Find(string video)
    {
        lock (gate)
            if (kept.TryGetValue(video, out var known)) return known;
        using var scope = TensorScope.Begin();
        if (FeatureFile.Read(folder, origin, video, DType.Float32, out var notes) is not { } values || !double.TryParse(
                notes.GetValueOrDefault(Duration), NumberStyles.Float, CultureInfo.InvariantCulture, out var duration))
            return null;
        var feature = new VideoFeature(values.ToArray<float>(), duration);
        Keep(video, feature, always: false);
        return feature;
    }

    /// <summary>Keeps the features of a video.</summary>
    /// <param name="video">Its file's name.</param>
    /// <param name="feature">What the model made of it.</param>
    /// <exception cref="IOException">The file could not be written.</exception>
    public void Add(string video, VideoFeature feature)
    {
        Keep(video, feature, always: !writes);
        if (!writes) return;
        using var scope = TensorScope.Begin();
        FeatureFile.Write(
            folder, origin, video, Tensor.Of(feature.Values, [feature.Values.Length]),
            [new(Duration, feature.Duration.ToString("R", CultureInfo.InvariantCulture))]);
    }

    private void Keep(string video, VideoFeature feature, bool always)
    {
        lock (gate)
        {
            var size = (long)feature.Values.Length * sizeof(float);
            if ((!always && used + size > bytes) || !kept.TryAdd(video, feature)) return;
            used += size;
        }
    }
}
