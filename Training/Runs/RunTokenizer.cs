using Gexia.Data.Text;
using Gexia.Io;
using Gexia.Training.Config;

namespace Gexia.Training.Runs;

/// <summary>The tokenizer of a run.</summary>
internal static class RunTokenizer
{
    /// <summary>
    /// Opens the one that the configuration names, that the run keeps beside its checkpoints, or that belongs to the run it starts from;
    /// else makes one of the training's texts. What no other folder has is kept in the run.
    /// </summary>
    /// <param name="config">The whole configuration.</param>
    /// <param name="folder">The run.</param>
    /// <param name="begun">
    /// Whether there are weights that were trained with it. Without, one that lies there may be of another start, or half written.
    /// </param>
    /// <param name="texts">What is trained on.</param>
    /// <param name="cancellation">Ends the making.</param>
    /// <exception cref="GexiaException">A file is missing or malformed, or is not the one that the configuration wants.</exception>
    public static ITokenizer Open(
        RunConfig config, RunFolder folder, bool begun, Func<IEnumerable<string>> texts, CancellationToken cancellation)
    {
        var data = config.Data;
        if (data.TokenizerFolder is { } ready) return TokenizerFolder.Open(ready);
        if (begun) return Saved(data, folder);
        var tokenizer = config.Model.Start is { } start && StartPlace.Of(start).Run is { } run
            ? TokenizerFolder.Open(run.Tokenizer)
            : Make(config, [.. texts().Distinct()], cancellation);
        AtomicFolder.Write(folder.Tokenizer, tokenizer.Save);
        return tokenizer;
    }

    private static ITokenizer Make(RunConfig config, string[] texts, CancellationToken cancellation) =>
        config.Data.Tokenizer == TokenizerKind.Words
            ? WordTokenizer.FromTexts(AsksForPhrases(config) ? texts.Concat(texts.SelectMany(CaptionPhrases.All)) : texts)
            : BpeTrainer.Train(texts, config.Data.VocabularySize, cancellation);

    private static bool AsksForPhrases(RunConfig config) =>
        config.Training.Granularities.Any(policy => config.Model.Sizes.NeedsOf(policy.Frames).Phrases > 0);

    private static ITokenizer Saved(DataConfig data, RunFolder folder)
    {
        if (!Directory.Exists(folder.Tokenizer))
            throw new GexiaException(
                $"{folder.Tokenizer}: is missing, and the weights of the checkpoint belong to it. Put it back, or start a new run.");
        var saved = TokenizerFolder.Open(folder.Tokenizer);
        var wanted = data.Tokenizer;
        var fits = wanted == TokenizerKind.Words
            ? saved is WordTokenizer
            : saved is BpeTokenizer && saved.VocabularySize <= data.VocabularySize;
        return fits ? saved : throw new GexiaException(
            $"{folder.Tokenizer}: holds a tokenizer of {saved.VocabularySize} "
            + $"{(saved is WordTokenizer ? "ids for words" : "byte-level BPE ids")}, but the run's config wants "
            + $"{(wanted == TokenizerKind.Words ? "words" : $"at most {data.VocabularySize} BPE ids")}. "
            + $"They do not belong together: put the run's own back, or start a new run.");
    }
}
