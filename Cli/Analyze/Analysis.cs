using System.CommandLine;

namespace Gexia.Cli.Analyze;

/// <summary>An analysis: its words on the command line, and what it finds.</summary>
/// <remarks>One object serves one command line, as it holds its options.</remarks>
internal abstract class Analysis
{
    /// <summary>The word behind <c>analyze</c>, which also names its files.</summary>
    public abstract string Name { get; }

    /// <summary>What it is, for --help.</summary>
    public abstract string Description { get; }

    /// <summary>Command lines for --help.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>Adds its arguments and options.</summary>
    public abstract void AddTo(Command command);

    /// <summary>Measures.</summary>
    /// <param name="session">Whose standard error says how it goes.</param>
    /// <param name="parse">Its options.</param>
    /// <param name="folder">The folder of the report, for files of its own; null where none is wanted.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CommandException">It cannot be measured.</exception>
    public abstract AnalysisFindings Run(Session session, ParseResult parse, string? folder, CancellationToken cancellation);
}
