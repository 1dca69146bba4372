using System.CommandLine;
using Gexia.Cli.Parsing;
using Gexia.Cli.Train;
using Gexia.Training;
using Gexia.Training.Config;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia config</c>: a configuration with every default filled in, to begin with or to check.</summary>
internal static class ConfigCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string?>("config")
        {
            Description = "A config file, or the folder of a run.", Arity = ArgumentArity.ZeroOrOne
        }.Is(PathKind.Existing);
        var defaults = new Option<string?>("--defaults")
        {
            Description =
                $"Print a whole config to begin with: {string.Join(", ", ShippedConfigs.Names)}; {ShippedConfigs.Usual} when left out.",
            HelpName = "NAME",
            Arity = ArgumentArity.ZeroOrOne
        };
        defaults.CompletionSources.Add([.. ShippedConfigs.Names]);
        var set = new Option<string[]>("--set")
        {
            Description = "Change a setting, such as training.steps=600; may be repeated.",
            HelpName = "KEY=VALUE",
            Arity = ArgumentArity.ZeroOrMore
        };
        var markdown = new Option<bool>("--markdown")
        {
            Description = "Print all keys with types, defaults, meanings and where they come from (docs/config.md)."
        };
        var command = new Command("config", "Print a config with every default filled in, or all keys there are. Nothing is trained.")
        {
            file, defaults, set, markdown
        };
        command.Examples(
            "gexia config --defaults > my.json",
            "gexia config --defaults paper --set training.steps=1000",
            "gexia config my.json --set training.learningRate=1e-3",
            "gexia config runs/clips");
        command.Run(terminal, (session, parse, _) =>
        {
            var (named, changes) = (parse.GetValue(file), parse.GetValue(set) ?? []);
            var (asksDefaults, asksMarkdown) = (parse.GetResult(defaults) is not null, parse.GetValue(markdown));
            if ((named is null ? 0 : 1) + (asksDefaults ? 1 : 0) + (asksMarkdown ? 1 : 0) != 1)
                throw CommandException.Usage("config: name a config file or a run, or say --defaults or --markdown.");
            if (asksMarkdown) session.Out.Write(ConfigDocument.Markdown());
            else
            {
                session.Out.WriteLine(
                    (
                        asksDefaults
                            ? ShippedConfigs.Open(parse.GetValue(defaults) ?? ShippedConfigs.Usual, changes)
                            : Open(named!, changes)).Resolved);
            }
            return ExitCode.Ok;
        });
        return command;
    }

    private static RunConfig Open(string named, string[] changes)
    {
        if (!Directory.Exists(named)) return RunConfig.Open(named, changes);
        var run = new RunFolder(named);
        return File.Exists(run.Config)
            ? RunConfig.Open(run, changes)
            : throw CommandException.BadInput($"{named}: is a folder without a config.json, so it is no run.");
    }
}
