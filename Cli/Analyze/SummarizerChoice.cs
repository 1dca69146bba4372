using System.CommandLine;
using Gexia.Cli.Parsing;
using Gexia.Data.Granularities;

namespace Gexia.Cli.Analyze;

/// <summary><c>--summarizer</c>, which may be repeated: who is judged.</summary>
internal sealed class SummarizerChoice
{
    private const string Extractive = "extractive", Scene = "scene";

    private readonly Option<string[]> option = new Option<string[]>("--summarizer")
    {
        Description = "Who is judged: extractive, or scene for synthetic videos; may be repeated.",
        HelpName = "NAME",
        DefaultValueFactory = _ => [Extractive],
        Arity = ArgumentArity.OneOrMore
    }.OneOf(Extractive, Scene);

    public void AddTo(Command command) => command.Add(option);

    public IReadOnlyList<ISummarizer> Open(ParseResult parse) =>
    [
        .. parse.GetValue(option)!.Distinct().Select(
            name => name == Scene ? (ISummarizer)new SceneSummarizer() : new ExtractiveSummarizer()),
    ];
}
