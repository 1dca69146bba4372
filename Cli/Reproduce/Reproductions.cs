namespace Gexia.Cli.Reproduce;

/// <summary>A table of a paper that can be reproduced in miniature.</summary>
internal abstract class Reproduction
{
    /// <summary>What <c>--model</c> calls its family.</summary>
    public abstract string Model { get; }

    /// <summary>What <c>--only</c> calls it: its name in the paper, such as T6.</summary>
    public abstract string Table { get; }

    /// <summary>Trains what is not trained yet, and measures.</summary>
    /// <param name="session">Whose standard error says how it goes.</param>
    /// <param name="request">The numbers.</param>
    /// <param name="folder">Keeps the trainings.</param>
    /// <param name="cancellation">Saves what is trained so far and stops.</param>
    /// <exception cref="CommandException">It was cancelled, or the numbers cannot be met.</exception>
    public abstract ReproducedTable Run(Session session, ReproduceRequest request, string folder, CancellationToken cancellation);
}

/// <summary>What the command line asks of a reproduction; null where it leaves the choice to the table.</summary>
/// <param name="Seed">The first seed.</param>
/// <param name="Seeds">How many.</param>
/// <param name="Steps">Updates of each training.</param>
/// <param name="Sources">Sources to train on.</param>
/// <param name="Unseen">Sources to test on.</param>
/// <param name="Device">Where to compute; null for the processor.</param>
/// <param name="Onward">The words of the command line that goes on with it.</param>
internal sealed record ReproduceRequest(
    ulong Seed, int Seeds, int? Steps, int? Sources, int? Unseen, Device? Device, IReadOnlyList<string> Onward);

/// <summary>All tables, a row each.</summary>
internal static class Reproductions
{
    /// <summary>In the order in which they are run.</summary>
    public static IReadOnlyList<Reproduction> All { get; } = [new SvilmObjectives()];

    /// <summary>Families that have a table.</summary>
    public static string[] Models { get; } = [.. All.Select(item => item.Model).Distinct()];

    /// <summary>Names of tables, each once.</summary>
    public static string[] Tables { get; } = [.. All.Select(item => item.Table).Distinct()];
}
