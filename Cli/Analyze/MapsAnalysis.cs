using System.CommandLine;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Embeddings;
using Gexia.Models;
using Gexia.Training;
using Gexia.Training.Analysis;
using Gexia.Training.Runs;

namespace Gexia.Cli.Analyze;

/// <summary><c>gexia analyze maps</c>: which places of a video speak for its text and its summary (GEXIA App. G, Figs. 6 and 7).</summary>
internal sealed class MapsAnalysis : Analysis
{
    private readonly Option<string> model = new Option<string>("--model")
    {
        Description = "Folder or file of a CLIP, or a run that train wrote.", HelpName = "PATH", Required = true
    }.Is(PathKind.Existing);

    private readonly Option<string> video = new Option<string>("--video")
    {
        Description = "The video: anything ffmpeg decodes, or a picture, animated or not.", HelpName = "FILE", Required = true
    }.Is(PathKind.File);

    private readonly Option<string> text = new("--text")
    {
        Description = "Its text, such as a long one.", HelpName = "TEXT", Required = true
    };

    private readonly Option<string?> summary = new("--summary") { Description = "A short text of it, to compare.", HelpName = "TEXT" };

    private readonly Option<string[]> iterations = new("--iterations")
    {
        Description = "#iter of video and text, one or several; 1-1 and 3-3 when left out. For runs of gexia only.", HelpName = "V-T",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int?> frames =
        new Option<int?>("--frames") { Description = "Frames of the video; as the model was trained when left out." }.Within(1, 4096);

    private readonly WeightsOption weights = new();

    public MapsAnalysis() => iterations.Validators.Add(result =>
    {
        foreach (var token in result.Tokens)
            try
            {
                Iterations.Parse(token.Value);
            }
            catch (FormatException error)
            {
                result.AddError($"--iterations: {error.Message}");
            }
    });

    public override string Name => "maps";

    public override string Description => "Show which places of a video speak for a text, by covering each in turn (Figs. 6, 7).";

    public override IReadOnlyList<string> Examples { get; } =
    [
        "gexia analyze maps --model runs/clips --video swing.mp4 --text \"a girl swings\" --out analysis",
        "gexia analyze maps --model runs/clips --video day.mp4 --text \"$(cat day.txt)\" --summary \"a day at sea\" --iterations 1-1 3-3",
    ];

    public override void AddTo(Command command)
    {
        foreach (var option in (Option[])[model, video, text, summary, iterations, frames]) command.Add(option);
        weights.AddTo(command);
    }

    public override AnalysisFindings Run(Session session, ParseResult parse, string? folder, CancellationToken cancellation)
    {
        var (path, file) = (parse.GetValue(model)!, parse.GetValue(video)!);
        List<MappedText> texts = [new("text", Said(parse.GetValue(text)!, "--text"))];
        if (parse.GetValue(summary) is { } brief) texts.Add(new("summary", Said(brief, "--summary")));
        var (opened, asked) = Open(session, parse, path);
        WarnOfCuts(session, opened, texts, cancellation);
        var (pictures, times, seconds, warning) = Frames(file, opened, parse.GetValue(frames) ?? opened.Frames, cancellation);
        if (warning is not null) session.Warn($"{file}: only a part of it could be decoded: {warning}");
        IReadOnlyList<IReadOnlyList<AlignmentMap>> maps;
        var all = (long)pictures.Length * MaskGrid.Places * MaskGrid.Places;
        using (var progress = new Progress(session.Terminal, "covered frames", "", all))
            maps = opened.Align(
                pictures, [.. texts.Select(item => item.Text)], asked, (done, _) => progress.Report(done), cancellation);
        var found = new MapsFindings(
            path, file, [.. pictures.Select(opened.Preprocessing.Square)], times, seconds,
            [.. maps.SelectMany((way, w) => way.Select((map, t) => new MappedPair(texts[t], asked?[w], map)))])
        {
            Code = warning is null ? ExitCode.Ok : ExitCode.Partial
        };
        return folder is null ? found : found with { Files = MapFiles.Write(session, folder, found, cancellation) };
    }

    private static string Said(string text, string option) => string.IsNullOrWhiteSpace(text)
        ? throw CommandException.Usage($"maps: {option} is empty.")
        : text;

    private (EmbeddingModel Model, Iterations[]? Asked) Open(Session session, ParseResult parse, string path)
    {
        Iterations[] named = [.. (parse.GetValue(iterations) ?? []).Select(Iterations.Parse).Distinct()];
        var place = new RunFolder(path);
        if (!File.Exists(place.Last)) return (RequireNone("a CLIP", weights.Open(session, parse, path)), null);
        TrainedRun run;
        using (session.Wait($"reading {path}"))
            run = TrainedRun.Open(
                place, weights: weights.Of(parse), allowNonFinite: weights.AllowsNonFinite(parse),
                device: weights.DeviceOf(session, parse));
        // a long text needs the room of the granularity with the longest
        var longest = run.Config.Training.Granularities.MaxBy(policy => (policy.TextLength, policy.Frames))!.Name;
        var opened = EmbeddingModel.Of(run, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))), longest);
        if (run.Config.Model.Sizes is not GexiaConfig { Dense: var dense })
            return (RequireNone($"a run of {run.Config.Model.Kind.Name}", opened), null);
        if (dense.TemporalEmbedding && (parse.GetValue(frames) ?? opened.Frames) is var count && count > dense.MaxFrames)
            throw CommandException.Usage($"maps: --frames is {count}, but the temporal embedding of {path} has {dense.MaxFrames} rows.");
        return (opened, named.Length > 0 ? named : [new(1, 1), new(3, 3)]);

        EmbeddingModel RequireNone(string what, EmbeddingModel model) => named.Length == 0
            ? model
            : throw CommandException.Usage($"maps: --iterations is given, but {path} is {what}, which has no #iter.");
    }

    private static void WarnOfCuts(Session session, EmbeddingModel model, List<MappedText> texts, CancellationToken cancellation)
    {
        foreach (var (text, embedded) in texts.Zip(model.EmbedTexts([.. texts.Select(item => item.Text)], null, cancellation)))
            if (embedded.Truncated) session.Warn($"maps: --{text.Name} is longer than the model's {model.TextLength} tokens and was cut.");
    }

    private static (RgbImage[] Pictures, double[] Times, double Seconds, string? Warning) Frames(
        string file, EmbeddingModel model, int count, CancellationToken cancellation)
    {
        var limits = EmbeddingOptions.Default.VideoLimits;
        var facts = VideoReader.Probe(file, limits, cancellation);
        var picks = FrameSampler.Test(facts.Times, 0, Math.Max(facts.Duration, double.Epsilon), count);
        var pictures = VideoReader.ReadFrames(file, picks, FrameGeometry.For(model.Preprocessing), limits, cancellation);
        return ([.. pictures], [.. picks.Select(pick => facts.Times[pick])], facts.Duration, facts.IsPartial ? facts.Warning : null);
    }
}

/// <summary>A text of the video.</summary>
/// <param name="Name">"text" or "summary".</param>
/// <param name="Text">What it says.</param>
internal sealed record MappedText(string Name, string Text);

/// <summary>The video with one text, asked in one way.</summary>
/// <param name="Text">The text.</param>
/// <param name="Iterations">#iter; null for a model without.</param>
/// <param name="Map">Its map.</param>
internal sealed record MappedPair(MappedText Text, Iterations? Iterations, AlignmentMap Map)
{
    /// <summary>Such as "text at 1-1".</summary>
    public string Title => Iterations is null ? Text.Name : $"{Text.Name} at {Iterations}";

    /// <summary>The same as a file's name.</summary>
    public string Stem => Iterations is null ? Text.Name : $"{Text.Name}-{Iterations}";
}
