using Gexia.Data.Synthetic;
using Gexia.Data.Text;

namespace Gexia.Training.GroundingWorlds;

/// <summary>
/// Where the files of the miniature lie: <c>data</c> with videos, pairs and tokenizer, and beside it a run for each row. Runs name the data
/// from where they are, so the whole folder can be moved.
/// </summary>
/// <param name="Root">The folder; made when missing.</param>
internal sealed record GroundingFolder(string Root)
{
    internal const string TrainVideos = "data/train", TestVideos = "data/test", Tokenizer = "data/tokenizer";

    internal const string TrainPairs = $"{TrainVideos}/{SyntheticFolder.PairsFile}",
        TestPairs = $"{TestVideos}/{SyntheticFolder.PairsFile}";

    /// <summary>The run of a row.</summary>
    public RunFolder Run(string row) => new(Path.Combine(Root, row));

    /// <summary>Writes videos, pairs and tokenizer, unless they are there already.</summary>
    /// <exception cref="IOException">Something could not be written.</exception>
    internal void Write(
        IReadOnlyList<TwoObjectSource> train, IReadOnlyList<TwoObjectSource> test, CancellationToken cancellation = default)
    {
        SyntheticFolder.Complete(Path.Combine(Root, TrainVideos), [.. train.Select(source => source.Written)], cancellation);
        SyntheticFolder.Complete(Path.Combine(Root, TestVideos), [.. test.Select(source => source.Written)], cancellation);
        var tokenizer = Path.Combine(Root, Tokenizer);
        Directory.CreateDirectory(tokenizer);
        new WordTokenizer(Words).Save(tokenizer);
    }

    /// <summary>Every word of captions and of prompts with their phrases, once each, in ordinal order.</summary>
    internal static IReadOnlyList<string> Words { get; } =
    [
        .. TwoObjectScene.All.Select(SceneGrammar.Caption)
            .Concat(from scene in TwoObjectScene.All from item in scene.Objects from prompt in Prompts(item) select prompt)
            .SelectMany(text => text.Split(' ')).Distinct().Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Prompts(Scene item) =>
        CaptionPhrases.Templates.Select(template => template.Replace("{n}", SceneGrammar.Phrase(item), StringComparison.Ordinal));
}
