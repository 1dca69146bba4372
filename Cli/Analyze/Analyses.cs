namespace Gexia.Cli.Analyze;

/// <summary>The analyses. A new one is a file here and a row.</summary>
internal static class Analyses
{
    // In the order of --help.
    private static readonly Func<Analysis>[] table =
    [
        () => new IterationsAnalysis(),
        () => new SummariesAnalysis(),
        () => new SemanticsAnalysis(),
        () => new FrameCostAnalysis(),
        () => new RuntimeAnalysis(),
        () => new MapsAnalysis(),
    ];

    /// <summary>All of them, made for one command line.</summary>
    public static IEnumerable<Analysis> All => table.Select(make => make());
}
