using System.CommandLine;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Cli.Pull;
using Gexia.Cli.Search;
using Gexia.Embeddings;
using Gexia.Search;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia search</c>: moments in videos by text or picture.</summary>
internal sealed class SearchCommand
{
    private readonly Argument<string> model = new Argument<string>("model")
    {
        Description = "A CLIP's folder or file, a run of train or demo, or the name of a pulled model."
    }.Is(PathKind.Any);

    private readonly Argument<string[]> texts = new Argument<string[]>("text")
    {
        Description = "What to look for; each TEXT is a query of its own.", Arity = ArgumentArity.ZeroOrMore
    };

    private readonly Option<string?> videos = new Option<string?>("--videos")
    {
        Description = "The folder of the videos, searched at any depth; a run's own when left out.", HelpName = "DIR"
    }.Is(PathKind.Any);

    private readonly Option<string[]> images =
        Several("--image", "Look for what pictures show, each a query of its own.", "FILE").Is(PathKind.Any);

    private readonly Option<string?> queries = new Option<string?>("--queries")
    {
        Description = "Look for a text a line of this file, or of standard input (-), and answer each in turn.", HelpName = "FILE"
    }.Is(PathKind.Any);

    private readonly Option<string[]> not =
        Several("--not", "What moments must not show: they lose as much score as it has there.", "TEXT");

    private readonly Option<string?> html = new Option<string?>("--html")
    {
        Description = "Write a page with film strips, the patches that speak for the query, and links into the videos.",
        HelpName = "FILE"
    }.Is(PathKind.OutputFile);

    private readonly Option<int> maps = new Option<int>("--maps")
    {
        Description = "With --html: for how many of a query's first moments the patches are shown.",
        HelpName = "N",
        DefaultValueFactory = _ => 3
    }.Between(0, 20);

    private readonly SearchFilters filters = new();

    private readonly IndexSettings windows = new();

    public static Command Create(Terminal terminal) => new SearchCommand().Build(terminal);

    private Command Build(Terminal terminal)
    {
        var command = new Command(
            "search", "Find moments in videos by text or picture. Videos are embedded once; what is new or changed is noticed.")
        {
            model, texts, videos, images, queries, not, html, maps
        };
        filters.AddTo(command);
        windows.AddTo(command);
        command.Examples(
            "gexia search runs/clips 'a dog runs through snow' --videos holidays",
            "gexia search openai/clip-vit-base-patch32 'a red car' --not night --videos holidays --html hits.html",
            "gexia search models/clip --image cat.jpg --videos holidays --in 2024/summer --since 2024-06-01 --min-length 0:30",
            "gexia search models/clip --queries texts.txt --videos holidays --json > answers.jsonl");
        command.Run(
            terminal,
            Run,
            onward: parse =>
                $"cancelled; videos that were read are kept. Go on with: {ShellCommand.Of(parse.Tokens.Select(token => token.Value))}");
        return command;
    }

    private int Run(Session session, ParseResult parse, CancellationToken cancellation)
    {
        var asked = new SearchQueries(
            parse.GetValue(texts) ?? [], parse.GetValue(images) ?? [], parse.GetValue(queries),
            parse.GetValue(not) ?? []).Validated();
        var page = parse.GetValue(html);
        if (page is not null) RequireFile(page);
        var place = ModelPlace.Find(parse.GetValue(model)!);
        return new SearchRun(session, asked, page, parse.GetValue(maps))
            .Run(
                () => windows.Weights.Open(session, parse, place),
                parse.GetValue(videos) ?? ModelPlace.VideosOf(place),
                windows.Of(parse),
                folder => filters.Of(parse, folder),
                cancellation);
    }

    // Known before the videos are read rather than after.
    private static void RequireFile(string page)
    {
        if (page.Length == 0 || Directory.Exists(page))
            throw CommandException.Usage($"search: --html takes a file{(page.Length == 0 ? "" : $", and {page} is a folder")}.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(page))!;
        if (!Directory.Exists(folder)) throw CommandException.BadInput($"{folder}: no such folder for the page.");
    }

    internal static Option<string[]> Several(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value, Arity = ArgumentArity.OneOrMore };
}
