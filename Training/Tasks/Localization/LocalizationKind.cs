using Gexia.Data.Datasets.Splits;
using Gexia.Training.Config;

namespace Gexia.Training.Tasks.Localization;

/// <summary>
/// Temporal action localisation (docs/tasks.md, with a small head in G-TAD's place): features of the clips of a whole video by a model that
/// stays as it is → temporal convolutions → class and times at each clip → non-maximum suppression; mean average precision.
/// </summary>
internal sealed class LocalizationKind : TaskKind
{
    private const string Thumos = "thumos14";

    /// <inheritdoc/>
    public override string Name => "localization";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Datasets => ["activitynet-v1.3", Thumos];

    /// <inheritdoc/>
    public override string Head =>
        "temporal convolutions on clip features: class or background, start and end at each clip; suppression by class";

    /// <inheritdoc/>
    public override string Ties => "equal scores by video, start and end; what is not finite is left out";

    /// <inheritdoc/>
    public override IReadOnlyList<TrainedParts> Trains => [TrainedParts.Head];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskSplits> ReadSplits(ConfigSection section, string dataset) =>
        dataset == Thumos ? ReadOnePair(section, "val", "test") : ReadOnePair(section, "training", "validation");

    /// <inheritdoc/>
    public override TaskOptions ReadOptions(ConfigSection section, string dataset) => new LocalizationOptions(
        section.Count(
            "windows", new("Of localization: windows that a video is cut into; each gives the model's clips.", "ours"), 16, 1, 4096),
        section.Count("width", new("Of localization: width of the head.", "ours"), 256, 1, 1 << 14),
        section.Count("layers", new("Of localization: convolutions of the head, over three clips each.", "ours"), 3, 0, 64),
        section.Number(
            "overlap", new("Of localization: a detection with a larger overlap with a better one is dropped.", "ours"), 0.5, 0, 1),
        section.Count("detections", new("Of localization: the most detections of a video that are kept.", "ours"), 100, 1, 1 << 16),
        dataset == Thumos);

    /// <inheritdoc/>
    public override TaskPart Open(TaskData data, TaskSplits splits, CancellationToken cancellation)
    {
        var source = data.Source<ISegmentSource>();
        DatasetSplit<SegmentedVideo> Read(string split)
        {
            var read = source.Segments(data.Task.Root, split, cancellation);
            if (read.Items.Count > 0 && read.Items.All(video => video.Segments.Count == 0))
                throw new GexiaException(
                    $"{data.Task.Root}: the split '{split}' of {read.Dataset} holds no segment: its annotations are not published.");
            return data.Found(read);
        }
        return new LocalizationPart(splits, data, Read(splits.Train), Read(splits.Test));
    }
}

/// <summary>What localising has to be told.</summary>
/// <param name="Windows">Windows of a video.</param>
/// <param name="Width">Of the head.</param>
/// <param name="Layers">Convolutions of the head.</param>
/// <param name="Overlap">Above it, the less sure of two detections is dropped.</param>
/// <param name="Detections">Kept of a video, at most.</param>
/// <param name="IsThumos">Whether overlaps are asked for as THUMOS14 does: 0.3 to 0.7.</param>
internal sealed record LocalizationOptions(int Windows, int Width, int Layers, double Overlap, int Detections, bool IsThumos) : TaskOptions;
