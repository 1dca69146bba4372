using System.CommandLine;
using Gexia.Cli.Parsing;
using Gexia.Cli.Pull;
using Gexia.Embeddings;
using Gexia.Search;

namespace Gexia.Cli.Options;

/// <summary>
/// The options of <c>search</c> that say how videos are read and where what was read is kept; with others, videos are read anew.
/// </summary>
internal sealed class IndexSettings
{
    private readonly Option<double> window = new Option<double>("--window")
    {
        Description = "Seconds of a window, the stretch that is embedded as one; neighbours overlap by half.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => VideoIndexOptions.Default.Window,
    }.Between(0.25, 3600);

    private readonly Option<bool> throughCuts = new("--no-scene-cuts") { Description = "Let windows run through scene cuts." };
    private readonly Option<int?> frames =
        new("--frames") { Description = "Frames sampled from a window; as trained, or 16, when left out.", HelpName = "N" };
    private readonly Option<string?> cache = new("--cache")
    {
        Description =
            "Where embeddings are kept; .gexia in the folder of the videos, or in GEXIA_HOME where that cannot be written, when left out.",
        HelpName = "DIR"
    };
    private readonly Option<int> batch = new Option<int>("--batch")
    {
        Description = "Frames that go through the model together.",
        HelpName = "N",
        DefaultValueFactory = _ => EmbeddingOptions.Default.BatchSize
    }.Between(1, 4096);
    private readonly Option<int> decoders = new Option<int>("--decoders")
    {
        Description = "Videos decoded at once.", HelpName = "N", DefaultValueFactory = _ => VideoIndexOptions.Default.Decoders
    }.Between(1, 64);
    private readonly PicturesOption pictures = new();

    /// <summary>How the model's weights are kept.</summary>
    public WeightsOption Weights { get; } = new();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[window, throughCuts, frames, cache, batch, decoders]) command.Add(option);
        Weights.AddTo(command);
        pictures.AddTo(command);
    }

    public VideoIndexOptions Of(ParseResult parse) => new()
    {
        Window = parse.GetValue(window),
        SceneCuts = !parse.GetValue(throughCuts),
        Frames = parse.GetValue(frames) is null or (>= 1 and <= 256)
            ? parse.GetValue(frames)
            : throw CommandException.Usage($"search: --frames must lie between 1 and 256, not {parse.GetValue(frames)}."),
        Cache = parse.GetValue(cache),
        Fallback = ModelCache.Root,
        Decoders = parse.GetValue(decoders),
        Embedding = pictures.Of(parse, EmbeddingOptions.Default with { BatchSize = parse.GetValue(batch) }),
    };
}
