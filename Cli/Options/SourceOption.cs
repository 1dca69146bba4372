using System.CommandLine;
using Gexia.Cli.Parsing;
using Gexia.Data.Datasets;

namespace Gexia.Cli.Options;

/// <summary>
/// <c>--source</c> of a verb that takes a file of pairs, the data set whose form the file has, and <c>--clip-name</c>, how it names clips.
/// </summary>
internal sealed class SourceOption
{
    private readonly Option<string> option = new("--source")
    {
        Description = $"The data set whose form the pairs have: {string.Join(", ", PairFile.Sources)}; "
            + $"{PairFile.Sources[0]} is the project's own JSON Lines or CSV.",
        DefaultValueFactory = _ => PairFile.Sources[0],
        HelpName = "NAME",
    };

    private readonly Option<string?> clipName = CreateClipName();

    public SourceOption() => option.OneOf([.. PairFile.Sources]);

    public static Option<string?> CreateClipName() => new("--clip-name")
    {
        Description = "How files of clips are named where each is cut from a longer video (internvid), such as {id}_{start:-}_{end:-}.mp4.",
        HelpName = "TEMPLATE",
    };

    public void AddTo(Command command)
    {
        command.Add(option);
        command.Add(clipName);
    }

    public string Of(ParseResult parse) => parse.GetValue(option)!;

    public string? ClipNameOf(ParseResult parse) => parse.GetValue(clipName);

    /// <summary>Refuses it where no file of pairs is named: the config of a run says which form its own pairs have.</summary>
    public void RequirePairs(string verb, ParseResult parse, bool areNamed)
    {
        if (parse.GetResult(option) is { Implicit: false } && !areNamed)
            throw CommandException.Usage($"{verb}: --source needs --pairs FILE; a run's config says which form its own pairs have.");
    }
}
