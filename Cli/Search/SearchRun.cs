using Gexia.Data.Text;
using Gexia.Embeddings;
using Gexia.Search;

namespace Gexia.Cli.Search;

/// <summary>A search from the model's path to the exit code.</summary>
/// <param name="session">Where results and notes go.</param>
/// <param name="queries">What is looked for.</param>
/// <param name="page">The page to write; null for none.</param>
/// <param name="maps">For how many of a query's first moments the page shows patches.</param>
internal sealed class SearchRun(Session session, SearchQueries queries, string? page, int maps)
{
    private const int MostWords = 40;       // of a closed vocabulary that are named

    /// <summary>
    /// Answers every query. 1 when none of them matches, else 4 when some videos could not be read or not in whole, as an answer may be
    /// missing then, else 0.
    /// </summary>
    public int Run(
        Func<EmbeddingModel> open, string folder, VideoIndexOptions settings, Func<string, SearchOptions> filters,
        CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            throw CommandException.BadInput(
                $"{folder}: {(Path.Exists(folder) ? "is a file; --videos takes the folder that it lies in" : "no such folder")}.");
        }
        var options = filters(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        var asked = queries.Read(session.Terminal);         // a file that cannot be read is told before the videos are
        if (queries.LookUnquoted)
        {
            session.Note(
                $"search: {queries.Texts.Length} texts, each looked for by itself; put quotation marks around a text of several words.");
        }
        var opened = open();
        foreach (var warning in opened.Warnings) session.Warn(warning);
        var index = VideoIndex.Open(opened, folder, settings);
        var changes = IndexUpdate.Run(session, index, cancellation);
        RequireVideos(folder, index, changes);

        var answers = new List<Answered>();
        var (any, hasCut) = (false, true);
        foreach (var one in asked)
        {
            cancellation.ThrowIfCancellationRequested();
            var answered = Answer(index, one, options, cancellation);
            any |= answered.Matches;
            hasCut &= answered.Answer is not { Cut: double.NegativeInfinity, Windows: > 0 };
            if (session.Json && answered.Problem is { } problem) session.Warn($"'{TerminalText.Shorten(one.Shown, 80)}': {problem}");
            if (answered.Answer is { Truncated: true })
            {
                session.Warn(
                    $"'{TerminalText.Shorten(one.Shown, 80)}' is longer than the model's {opened.TextLength} tokens; "
                    + $"the rest was left out.");
            }
            if (session.Json) SearchListing.WriteJson(session, answered, changes, index.Videos.Count);
            else SearchListing.WriteText(session, answered);
            if (page is not null) answers.Add(answered);
        }
        if (!hasCut) session.Note($"search: {SearchListing.NoCut}; --cut SCORE sets one.");
        if (page is not null)
        {
            new PageWriter(session, index, changes, maps).Write(page, answers, cancellation);
            session.Note($"search: the page is {page}");
        }
        else if (any && !session.Json) session.Note("search: look at the moments with --html hits.html");
        if (!any && index.Videos.Count > 0)
            session.Note("search: nothing here matches. --cut SCORE sets another bar, --html shows what is nearest.");
        return !any ? ExitCode.NothingFound : changes.Unreadable.Count + changes.Partial.Count > 0 ? ExitCode.Partial : ExitCode.Ok;
    }

    private void RequireVideos(string folder, VideoIndex index, IndexChanges changes)
    {
        if (index.Videos.Count > 0) return;
        if (changes.Unreadable.Count > 0)
            throw CommandException.BadInput($"search: none of {changes.Unreadable.Count} videos in {folder} could be read.");
        session.Note($"search: no video found in {folder}.");
    }

    /// <summary>A text with a word that a closed vocabulary lacks: the model never saw what it stands for.</summary>
    private static string Unknown(ITokenizer tokenizer, ArgumentException error)
    {
        if (tokenizer is not WordTokenizer known) return error.Message;
        var words = string.Join(", ", known.Words.Order(StringComparer.Ordinal).Take(MostWords));
        return $"nothing here matches: the model was trained on {known.Words.Count} words only "
            + $"({words}{(known.Words.Count > MostWords ? ", …" : "")}), and others are in this text";
    }

    private static Answered Answer(VideoIndex index, Asked asked, SearchOptions options, CancellationToken cancellation)
    {
        if (asked.Query is null) return new(asked, null);
        try
        {
            return new(asked, index.Find(asked.Query, options, cancellation));
        }
        catch (ArgumentException error) when (error is not ArgumentOutOfRangeException and not ArgumentNullException)
        {
            return new(asked, null, Unknown(index.Model.Tokenizer, error));
        }
        catch (NonFiniteEmbeddingException error)
        {
            return new(asked, null, error.Message);
        }
    }
}
