namespace Gexia.Data.Datasets.Splits;

/// <summary>What the files of a data set state of a split of pairs beside the pairs themselves.</summary>
/// <remarks>Videos are named by the source of their pairs, or where none is stated by the name of the file without its ending.</remarks>
internal sealed record SplitFacts
{
    /// <summary>Nothing.</summary>
    public static SplitFacts None { get; } = new();

    /// <summary>Seconds of videos of which the pairs say nothing.</summary>
    public IReadOnlyDictionary<string, double> Durations { get; init; } = new Dictionary<string, double>();

    /// <summary>How many captions are joined into the text of a pair; one where a video is not named here.</summary>
    public IReadOnlyDictionary<string, int> Captions { get; init; } = new Dictionary<string, int>();

    /// <summary>What is left out although no pair says so, by <see cref="DropReason"/>.</summary>
    public IReadOnlyDictionary<string, int> Dropped { get; init; } = new Dictionary<string, int>();

    /// <summary>Whether each clip is a file of its own, so that the videos are what the pairs name as their sources.</summary>
    public bool ClipsAreFiles { get; init; }
}
