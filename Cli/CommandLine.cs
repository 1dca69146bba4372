using System.CommandLine;
using System.CommandLine.Invocation;
using Gexia.Cli.Completion;
using Gexia.Cli.Parsing;

namespace Gexia.Cli;

/// <summary>The whole command line: arguments -> verb -> exit code, with every failure told in one line.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellation = default)
    {
        var root = Root(terminal);
        if (arguments is [Suggestions.Directive, ..])
        {
            foreach (var line in Suggestions.For(root, [.. arguments.Skip(1)])) terminal.Out.WriteLine(line);
            return ExitCode.Ok;
        }
        var parse = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        terminal.IsQuiet = parse.GetValue(Session.QuietOption);
        try
        {
            if (ForeignArguments.First(arguments) is { } foreign)
                throw CommandException.BadInput(
                    $"the argument '{foreign}' is not UTF-8 (it may be Latin-1), and only names in UTF-8 can be opened. Rename the file.");
            if (parse.Action is ParseErrorAction) return Refuse(parse, terminal);
            // Interruption watches the signals itself: the library's own handler would cut a long last step short.
            var code = await parse.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = terminal.Out,
                Error = terminal.Error,
            }, cancellation);
            terminal.Close();
            terminal.Out.Flush();       // a result that cannot be handed over is a failure
            return code;
        }
        catch (Exception error)
        {
            terminal.Close();
            var (code, message) = Failure.Describe(error);
            if (message.Length > 0) terminal.Tell(message);
            // what a driver or a compiler said lies below
            if ((code == ExitCode.Internal || error.InnerException is not null) && parse.GetValue(Session.VerboseOption))
                terminal.Error.WriteLine(error);
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
            Session.QuietOption,
        };
        foreach (var verb in Verbs.All(terminal)) root.Add(verb);
        root.Examples(
            "gexia demo", "gexia train configs/clips.json --set data.pairs=clips/train.jsonl --out runs/clips", "gexia VERB --help");
        Verb.HelpWithExamples.Install(root, terminal);
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
        terminal.Tell(Refusal.Describe(parse));
        return ExitCode.Usage;
    }
}
