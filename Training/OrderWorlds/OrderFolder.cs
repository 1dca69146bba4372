using System.Text;
using Gexia.Data.Synthetic;
using Gexia.Data.Text;
using Gexia.Io;

namespace Gexia.Training.OrderWorlds;

/// <summary>
/// Where the files of a world lie: <c>data</c> with videos, pairs, tokenizer and plans of expansion, and beside it the run <c>towers</c>
/// and one for each head, such as <c>gexia</c> and <c>meanp</c>. Runs name the data from where they are, so the whole folder can be moved.
/// </summary>
/// <param name="Root">The folder; made when missing.</param>
internal sealed record OrderFolder(string Root)
{
    internal const string TrainVideos = "data/train", TestVideos = "data/test", Tokenizer = "data/tokenizer",
        FramesPlan = "data/frames.json", WholePlan = "data/whole.json", AllPlan = "data/all.json";

    internal const string TrainPairs = $"{TrainVideos}/{SyntheticFolder.PairsFile}",
        TestPairs = $"{TestVideos}/{SyntheticFolder.PairsFile}";

    internal const string TowersWeights = $"{OrderExperiment.TowersName}/last.safetensors";

    /// <summary>The run of the towers.</summary>
    public RunFolder Towers => Run(OrderExperiment.TowersName);

    /// <summary>The run of a training.</summary>
    public RunFolder Run(string name) => new(Path.Combine(Root, name));

    /// <summary>Writes videos, pairs, tokenizer and plans, unless they are there already.</summary>
    /// <exception cref="IOException">Something could not be written.</exception>
    internal void Write(IReadOnlyList<SyntheticSource> train, IReadOnlyList<SyntheticSource> test, CancellationToken cancellation)
    {
        SyntheticFolder.Complete(Path.Combine(Root, TrainVideos), train, cancellation);
        SyntheticFolder.Complete(Path.Combine(Root, TestVideos), test, cancellation);
        // The words of all runs: the towers' own texts lack the one that joins scenes.
        Directory.CreateDirectory(Path.Combine(Root, Tokenizer));
        new WordTokenizer(SceneGrammar.Words).Save(Path.Combine(Root, Tokenizer));
        WriteText(FramesPlan, """
            // Single frames and their captions.
            [{ "op": "CompressVideo", "in": "SVST", "out": "IST" }]

            """);
        var integrate =
            $$"""{ "op": "IntegrateBySource", "in": "SVST", "out": "LVLT", "minPairs": 4, "separator": "{{SceneGrammar.Then}}" }""";
        WriteText(WholePlan, $"""
            // Whole videos and the captions of their scenes in order.
            [{integrate}]

            """);
        WriteText(AllPlan, $$"""
            // The same, and their summaries; clips are trained on as they are.
            [{{integrate}}, { "op": "CompressText", "in": "LVLT", "out": "LVST" }]

            """);
    }

    private void WriteText(string place, string text) =>
        AtomicFile.Write(Path.Combine(Root, place), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
