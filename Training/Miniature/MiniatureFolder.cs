using System.Text;
using Gexia.Data.Synthetic;
using Gexia.Io;

namespace Gexia.Training.Miniature;

/// <summary>
/// Where the miniature's files lie: <c>data/train</c> and <c>data/test</c> with videos and pairs, the plans of expansion, and beside
/// <c>data</c> a run for each training. Runs name the data from where they are, so the whole folder can be moved.
/// </summary>
/// <param name="Root">The folder; made when missing.</param>
internal sealed record MiniatureFolder(string Root)
{
    /// <summary>Folders of the videos, from the root.</summary>
    internal const string TrainVideos = "data/train", TestVideos = "data/test";

    /// <summary>Their pairs, from the root.</summary>
    internal const string TrainPairs = $"{TrainVideos}/{SyntheticFolder.PairsFile}",
        TestPairs = $"{TestVideos}/{SyntheticFolder.PairsFile}";

    private const string BySource = "data/by-source.json", WithoutSummaries = "data/by-source-long.json", AtRandom = "data/random.json",
        Images = "data/images.json";

    /// <summary>Unseen videos, which searches are tried on.</summary>
    public string Test => Path.Combine(Root, TestVideos);

    /// <summary>The run of a training.</summary>
    public RunFolder Run(string name) => new(Path.Combine(Root, name));

    /// <summary>The plan that a composition's long pairs are made by, from the root.</summary>
    internal static string PlanOf(Composition composition) => composition switch
    {
        Composition.Random => AtRandom,
        Composition.SourceLong => WithoutSummaries,
        Composition.Images => Images,
        _ => BySource,
    };

    /// <summary>Writes videos, pairs and plans, unless they are there already.</summary>
    /// <param name="data">What to write.</param>
    /// <param name="cancellation">Ends the work between two videos; the rest is written by the next call.</param>
    /// <exception cref="IOException">Something could not be written.</exception>
    public void Write(MiniatureData data, CancellationToken cancellation = default)
    {
        SyntheticFolder.Complete(Path.Combine(Root, TrainVideos), data.Train, cancellation);
        SyntheticFolder.Complete(Test, data.Test, cancellation);
        WritePlan(BySource, Integrate("IntegrateBySource"), Summarize);
        WritePlan(WithoutSummaries, Integrate("IntegrateBySource"));
        WritePlan(AtRandom, Integrate("IntegrateRandom"), Summarize);
        WritePlan(Images, """{ "op": "CompressVideo", "in": "SVST", "out": "IST" }""");
    }

    private const string Summarize = """{ "op": "CompressText", "in": "LVLT", "out": "LVST" }""";

    private static string Integrate(string operation) =>
        $$"""{ "op": "{{operation}}", "in": "SVST", "out": "LVLT", "minPairs": 4, "separator": "{{SceneGrammar.Then}}" }""";

    private void WritePlan(string place, params string[] steps)
    {
        var plan = $"""
            // Pairs of the miniature; `gexia expand --plan` and `data.plan` of a config take it.
            [
              {string.Join("\n  ", steps.Select(step => $"{step},"))}
            ]

            """;
        AtomicFile.Write(Path.Combine(Root, place), stream => stream.Write(Encoding.UTF8.GetBytes(plan)));
    }
}
