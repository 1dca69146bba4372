using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace Gexia.Cli;

/// <summary>What the verbs' files share: how a verb is run, and its examples in --help.</summary>
internal static class Verb
{
    private static readonly ConditionalWeakTable<Command, string[]> AllExamples = [];

    /// <summary>Lines that --help shows under "Examples:".</summary>
    public static Command Examples(this Command command, params string[] lines)
    {
        AllExamples.Add(command, lines);
        return command;
    }

    /// <summary>Runs a verb that works on the calling thread.</summary>
    public static void Run(this Command command, Terminal terminal, Func<Session, ParseResult, CancellationToken, int> body) =>
        command.SetAction((parse, cancellation) => Task.FromResult(body(Session.Of(terminal, parse), parse, cancellation)));

    /// <summary>The ordinary help text, then the examples of the command it is about.</summary>
    internal sealed class HelpWithExamples(SynchronousCommandLineAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public static void Install(RootCommand root)
        {
            var option = root.Options.OfType<HelpOption>().Single();
            option.Action = new HelpWithExamples((SynchronousCommandLineAction)option.Action!);
        }

        public override int Invoke(ParseResult parse)
        {
            help.Invoke(parse);
            if (!AllExamples.TryGetValue(parse.CommandResult.Command, out var lines)) return ExitCode.Ok;
            var output = parse.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var line in lines) output.WriteLine($"  {line}");
            output.WriteLine();
            return ExitCode.Ok;
        }
    }
}
