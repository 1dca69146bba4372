using System.CommandLine;
using System.CommandLine.Invocation;
using Gexia.Cli.Commands;

namespace Gexia.Cli;

/// <summary>The whole command line: arguments -> verb -> exit code, with every failure told in one line.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellation = default)
    {
        var parse = Root(terminal).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            if (ForeignArguments.First(arguments) is { } foreign)
                throw CommandException.BadInput($"the argument '{foreign}' is not UTF-8 (it may be Latin-1), and only names in UTF-8 can be opened. Rename the file.");
            if (parse.Action is ParseErrorAction) return Refuse(parse, terminal);
            // Interruption watches the signals itself: the library's own handler would cut a long last step short.
            var code = await parse.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = terminal.Out,
                Error = terminal.Error,
            }, cancellation);
            terminal.Out.Flush();       // a result that cannot be handed over is a failure
            return code;
        }
        catch (Exception error)
        {
            var (code, message) = Failure.Describe(error);
            if (message.Length > 0) terminal.Note(message);
            if (code == ExitCode.Internal && parse.GetValue(Session.VerboseOption)) terminal.Error.WriteLine(error);
            return code;
        }
    }

    /// <summary>All verbs.</summary>
    public static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand("Gexia: video-text learning in C#. Results go to standard output, everything else to standard error.")
        {
            Session.JsonOption,
            Session.VerboseOption,
            DemoCommand.Create(terminal),
            TrainCommand.Create(terminal),
            EvalCommand.Create(terminal),
            SynthCommand.Create(terminal),
            ConfigCommand.Create(terminal),
            CheckCommand.Create(terminal),
            ExpandCommand.Create(terminal),
            FramesCommand.Create(terminal),
            TokenizeCommand.Create(terminal),
            EmbedCommand.Create(terminal),
            ClassifyCommand.Create(terminal),
            SearchCommand.Create(terminal),
            PullCommand.Create(terminal),
            ConvertCommand.Create(terminal),
            ParityCommand.Create(terminal),
            BenchCommand.Create(terminal),
            InfoCommand.Create(terminal),
        };
        root.Examples("gexia demo", "gexia train configs/clips.json --set data.pairs=clips/train.jsonl --out runs/clips", "gexia VERB --help");
        Verb.HelpWithExamples.Install(root);
        return root;
    }

    private static int Refuse(ParseResult parse, Terminal terminal)
    {
        var command = parse.CommandResult.Command;
        if (command is RootCommand && parse.Tokens.Count == 0)
        {
            command.Parse("--help").Invoke(new InvocationConfiguration { Output = terminal.Error });
            return ExitCode.Usage;
        }
        // An unknown verb is reported as a missing one first; that adds nothing.
        var unknown = parse.UnmatchedTokens.Count > 0 ? parse.UnmatchedTokens[0] : null;
        var error = parse.Errors.FirstOrDefault(candidate => unknown is not null && candidate.Message.Contains(unknown)) ?? parse.Errors[0];
        var hint = unknown is not null && Suggest(unknown, command) is { } known ? $" Did you mean '{known}'?" : "";
        terminal.Note($"{error.Message}{hint} See 'gexia {(command is RootCommand ? "" : command.Name + " ")}--help'.");
        return ExitCode.Usage;
    }

    /// <summary>The known word nearest to a mistyped one, unless they have little in common.</summary>
    private static string? Suggest(string word, Command command)
    {
        var known = word.StartsWith('-')
            ? command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive))).Select(option => option.Name)
            : command.Subcommands.Select(verb => verb.Name);
        var nearest = Nearest.To(word, known);
        var shared = nearest.Zip(word).TakeWhile(pair => pair.First == pair.Second).Count();
        return shared >= Math.Min(3, word.Length) || nearest.EndsWith(word, StringComparison.Ordinal) ? nearest : null;
    }
}
