using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;
using Gexia.Cli.Parsing;

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

    /// <summary>How long a cancelled verb may take to end by itself.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Runs a verb on a thread of its own.</summary>
    /// <remarks>
    /// A cancelled verb ends by itself where it is at a clean point. One that waits for something that cannot be cancelled, such as a line
    /// of standard input or a large file of weights, is left alone after a short time, and ends with the process.
    /// </remarks>
    /// <param name="command">The verb.</param>
    /// <param name="terminal">Where results and notes go.</param>
    /// <param name="body">Does the work and returns the exit code.</param>
    /// <param name="savesFirst">Whether it may take its time to save what it has done, as a training does.</param>
    /// <param name="onward">The line for whoever cancelled it, such as how to go on; a plain one when null.</param>
    public static void Run(
        this Command command, Terminal terminal, Func<Session, ParseResult, CancellationToken, int> body, bool savesFirst = false,
        Func<ParseResult, string>? onward = null) =>
        command.SetAction(async (parse, cancellation) =>
        {
            Refusal.RequireKnownOptions(parse);
            var misled = Paths.Problem(parse);
            var work = Task.Factory.StartNew(
                () => body(Session.Of(terminal, parse), parse, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
            try
            {
                return await work.WaitAsync(cancellation).ConfigureAwait(false);
            }
            // A command line that is wrong for another reason too is told of that first.
            catch (Exception error) when (misled is not null && Failure.Describe(error).Code == ExitCode.BadInput)
            {
                throw CommandException.BadInput(misled);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                if (savesFirst || await Task.WhenAny(work, Task.Delay(Grace, CancellationToken.None)).ConfigureAwait(false) == work)
                {
                    try
                    {
                        return await work.ConfigureAwait(false);
                    }
                    catch (OperationCanceledException) when (onward is not null)
                    {
                        // Told below.
                    }
                }
                throw onward is null
                    ? new OperationCanceledException(cancellation)
                    : new CommandException(ExitCode.Cancelled, onward(parse));
            }
        });

    /// <summary>The ordinary help text, then the examples of the command it is about.</summary>
    internal sealed class HelpWithExamples(HelpAction help, Terminal terminal) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public static void Install(RootCommand root, Terminal terminal)
        {
            var option = root.Options.OfType<HelpOption>().Single();
            option.Action = new HelpWithExamples((HelpAction)option.Action!, terminal);
        }

        public override int Invoke(ParseResult parse)
        {
            // else the framework is asked, which switches the terminal's keypad
            if (terminal.OutIsTerminal) help.MaxWidth = terminal.Columns;
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
