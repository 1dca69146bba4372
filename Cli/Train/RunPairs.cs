using Gexia.Data.Datasets;
using Gexia.Io;
using Gexia.Training.Config;
using Gexia.Training.Runs;

namespace Gexia.Cli.Train;

/// <summary>Which pairs a verb uses with a run: those that the command line names, else the run's own.</summary>
/// <remarks>
/// A run's own are what its config names as <c>eval.pairs</c>, or <c>data.pairs</c> where it names no other, with the folder of videos and
/// the summaries that belong to them. A run keeps absolute paths; where files have been moved since, the command line names them.
/// </remarks>
/// <param name="File">The pairs, with their videos and summaries.</param>
/// <param name="Key">The key of the config that names the pairs; null where the command line does.</param>
internal sealed record RunPairs(PairFile File, string? Key)
{
    private const string TestPairs = "eval.pairs", TrainingPairs = "data.pairs";

    /// <summary>Whether the run was trained on these pairs.</summary>
    public bool WereTrainedOn => Key == TrainingPairs;

    /// <summary>Chooses.</summary>
    /// <param name="run">The folder of the run, for messages.</param>
    /// <param name="config">Its config.</param>
    /// <param name="pairs">What --pairs names, or null.</param>
    /// <param name="source">What --source names; belongs to <paramref name="pairs"/>.</param>
    /// <param name="videos">What --videos names, or null.</param>
    /// <param name="summaries">What --summaries names, or null.</param>
    /// <param name="clipName">What --clip-name says, or null for what the config says.</param>
    /// <exception cref="CommandException">What the config names is not there.</exception>
    public static RunPairs Of(string run, RunConfig config, string? pairs, string source, string? videos, string? summaries,
        string? clipName)
    {
        var (data, eval) = (config.Data, config.Eval);
        var key = pairs is not null ? null : eval.Pairs is not null ? TestPairs : TrainingPairs;
        if (pairs is null)
        {
            pairs = eval.Pairs ?? data.Pairs;
            source = key == TrainingPairs ? data.Source : eval.Source ?? data.Source;
            if (InputFile.Problem(pairs) is { } problem) throw Gone(run, key!, pairs, problem, "--pairs FILE");
            summaries ??=
                key == TrainingPairs ? data.Summaries : eval.Summaries ?? PairExpansion.SummariesFor(pairs, null) ?? data.Summaries;
        }
        if (videos is null)
        {
            var isTest = key != TrainingPairs && eval.Videos is not null;
            videos = isTest ? eval.Videos! : data.Videos;
            if (!Directory.Exists(videos))
                throw Gone(run, isTest ? "eval.videos" : "data.videos", videos, "no such folder", "--videos DIR");
        }
        return new(new PairFile(pairs, videos, source, summaries, clipName ?? data.ClipName), key);
    }

    /// <summary>Says which pairs were chosen where nobody named them.</summary>
    public void Tell(Session session)
    {
        if (Key is null) return;
        session.Note($"the run's own pairs: {File.Path} ({Key}), videos in {File.Videos}");
        if (WereTrainedOn) session.Warn("its config names no eval.pairs, so these are the pairs that it was trained on.");
    }

    private static CommandException Gone(string run, string key, string path, string problem, string option) =>
        CommandException.BadInput(
            $"{run}: the {key} of its config, '{path}', cannot be used: {problem}. It may have been moved; name it with {option}.");
}
