using System.CommandLine;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Models;
using Gexia.Training.Analysis;
using Gexia.Training.Memory;

namespace Gexia.Cli.Analyze;

/// <summary><c>gexia analyze runtime</c>: run time beside CLIP4Clip's mean pooling (GEXIA App. C, Fig. 5).</summary>
internal sealed class RuntimeAnalysis : Analysis
{
    private readonly SizesOption sizes = new();

    private readonly Option<int> frames =
        new Option<int>("--frames") { Description = "Frames of a video.", DefaultValueFactory = _ => 32 }.Between(1, 4096);

    private readonly Option<int> batch = new Option<int>("--batch")
    {
        Description = "Videos and texts of a batch; a half, a quarter, … of it where that does not fit into memory.",
        DefaultValueFactory = _ => 64
    }.Between(1, 4096);

    private readonly Option<int> rounds = new Option<int>("--batches")
    {
        Description = "Measured batches of each model.", DefaultValueFactory = _ => 20
    }.Between(1, 10_000);

    private readonly Option<int> warmUp =
        new Option<int>("--warm-up") { Description = "Batches before them.", DefaultValueFactory = _ => 3 }.Between(0, 1000);

    private readonly Option<int> most =
        new Option<int>("--most") { Description = "The largest #iter.", DefaultValueFactory = _ => 5 }.Between(0, 64);

    private readonly DeviceOption device = new();

    public override string Name => "runtime";

    public override string Description => "Time GEXIA beside mean pooling on the same towers, in turns, over #iter (Fig. 5).";

    public override IReadOnlyList<string> Examples { get; } =
    [
        "gexia analyze runtime --out analysis", "gexia analyze runtime --batch 4 --batches 5 --warm-up 1 --json",
        "gexia analyze runtime --config configs/clips.json --frames 8",
    ];

    public override void AddTo(Command command)
    {
        sizes.AddTo(command);
        foreach (var option in (Option[])[frames, batch, rounds, warmUp, most]) command.Add(option);
        device.AddTo(command);
    }

    public override AnalysisFindings Run(Session session, ParseResult parse, string? folder, CancellationToken cancellation)
    {
        var (name, config) = sizes.Of(session, parse);
        var count = parse.GetValue(frames);
        if (config is not GexiaConfig gexia)
            throw CommandException.BadInput($"runtime: {name} is no GEXIA, so it has no #iter to be timed.");
        if (gexia.Dense is { TemporalEmbedding: true, MaxFrames: var places } && count > places)
            throw CommandException.Usage($"runtime: --frames is {count}, but the temporal embedding of {name} has {places} rows.");
        IReadOnlyList<Iterations> asked = [.. Enumerable.Range(0, parse.GetValue(most) + 1).Select(k => new Iterations(k, k))];
        var timing = new ForwardTiming(gexia, count, asked);
        var on = device.Open(session, parse);
        var available = on is { IsHost: false, FreeBytes: >= 0 and var free } ? free : MemoryPlan.Free();
        var wanted = parse.GetValue(batch);
        var fits = timing.LargestBatch(wanted, available);
        if (fits == 0)
            throw CommandException.BadInput(
                $"runtime: one video of {count} frames needs {timing.BytesOf(1) / 1e6:N0} MB with both models, but there are "
                + $"{available / 1e6:N0} MB. Take fewer --frames, or a smaller model.");
        if (fits < wanted) session.Note($"a batch of {wanted} does not fit into memory: it is {fits}");
        var (measured, before) = (parse.GetValue(rounds), parse.GetValue(warmUp));
        using var progress = new Progress(session.Terminal, "analyze", "rounds", measured + before);
        var rows = timing.Run(fits, measured, before, on, done => progress.Report(done), cancellation);
        return new RuntimeFindings(name, on?.Name ?? "cpu", count, wanted, fits, measured, before, timing.BytesOf(fits), rows);
    }
}
