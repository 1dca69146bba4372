using System.CommandLine;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Cli.Train;
using Gexia.Data.Datasets;
using Gexia.Training.Config;

namespace Gexia.Cli.Analyze;

/// <summary><c>--pairs</c>, <c>--videos</c>, <c>--summaries</c>, <c>--source</c> and <c>--clip-name</c>: what is measured on.</summary>
/// <param name="otherwise">What is taken where no pairs are named, in words.</param>
internal sealed class PairsOptions(string otherwise)
{
    private readonly Option<string?> pairs = new Option<string?>("--pairs")
    {
        Description = $"JSON Lines or CSV with pairs, or a data set's own file with --source; {otherwise} when left out.",
        HelpName = "FILE"
    }.Is(PathKind.File);

    private readonly Option<string?> videos = new Option<string?>("--videos")
    {
        Description = "Folder of their videos.", HelpName = "DIR"
    }.Is(PathKind.Folder);

    private readonly Option<string?> summaries = new Option<string?>("--summaries")
    {
        Description = "File of compressed texts; summaries.jsonl beside the pairs when there is one, else made.", HelpName = "FILE"
    }.Is(PathKind.File);

    private readonly SourceOption source = new();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[pairs, videos, summaries]) command.Add(option);
        source.AddTo(command);
    }

    /// <summary>The pairs that the command line names.</summary>
    /// <exception cref="CommandException">It names none.</exception>
    public PairFile Named(ParseResult parse)
    {
        var verb = parse.CommandResult.Command.Name;
        return parse.GetValue(pairs) is not { } file
            ? throw CommandException.Usage($"{verb}: name the pairs with --pairs FILE.")
            : new(file, parse.GetValue(videos), source.Of(parse), parse.GetValue(summaries), source.ClipNameOf(parse));
    }

    /// <summary>The pairs that the command line names, else a run's own.</summary>
    /// <param name="session">Is told which, where nobody named them.</param>
    /// <param name="parse">The command line.</param>
    /// <param name="run">The run's folder.</param>
    /// <param name="config">Its config.</param>
    public PairFile Of(Session session, ParseResult parse, string run, RunConfig config)
    {
        source.RequirePairs(parse.CommandResult.Command.Name, parse, parse.GetValue(pairs) is not null);
        var chosen = RunPairs.Of(
            run, config, parse.GetValue(pairs), source.Of(parse), parse.GetValue(videos), parse.GetValue(summaries),
            source.ClipNameOf(parse));
        chosen.Tell(session);
        return chosen.File;
    }
}
