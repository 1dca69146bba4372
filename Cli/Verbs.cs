using System.CommandLine;
using Gexia.Cli.Commands;

namespace Gexia.Cli;

/// <summary>The verbs. A new one is a file in <c>Commands</c> and a row here.</summary>
internal static class Verbs
{
    // In the order of --help.
    private static readonly Func<Terminal, Command>[] table =
    [
        DemoCommand.Create,
        ReproduceCommand.Create,
        AnalyzeCommand.Create,
        TrainCommand.Create,
        EvalCommand.Create,
        SynthCommand.Create,
        ConfigCommand.Create,
        CheckCommand.Create,
        DataCommand.Create,
        ExpandCommand.Create,
        FramesCommand.Create,
        TokenizeCommand.Create,
        EmbedCommand.Create,
        ClassifyCommand.Create,
        SearchCommand.Create,
        PullCommand.Create,
        ConvertCommand.Create,
        ParityCommand.Create,
        BenchCommand.Create,
        InfoCommand.Create,
        CompletionCommand.Create,
    ];

    /// <summary>All of them, to be run with a terminal.</summary>
    public static IEnumerable<Command> All(Terminal terminal) => table.Select(create => create(terminal));
}
