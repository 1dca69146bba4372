using Gexia.Cli.Reproduce.Ablations;
using Gexia.Cli.Reproduce.Heads;

namespace Gexia.Cli.Reproduce;

/// <summary>A table of a paper that can be reproduced in miniature.</summary>
internal abstract class Reproduction
{
    /// <summary>What <c>--model</c> calls its family.</summary>
    public abstract string Model { get; }

    /// <summary>What <c>--only</c> calls it: its name in the paper, such as T6.</summary>
    public abstract string Table { get; }

    /// <summary>The folder of its trainings within the family's; tables that share trainings name the same.</summary>
    public virtual string Folder => Table;

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
/// <param name="Tables">The tables that are asked for.</param>
internal sealed record ReproduceRequest(
    ulong Seed, int Seeds, int? Steps, int? Sources, int? Unseen, Device? Device, IReadOnlyList<string> Onward,
    IReadOnlyList<string> Tables)
{
    /// <summary>What those tables share.</summary>
    public SharedWork Shared { get; } = new();
}

/// <summary>All tables, a row each.</summary>
internal static class Reproductions
{
    /// <summary>In the order in which they are run.</summary>
    public static IReadOnlyList<Reproduction> All { get; } = [.. AblationTables.All, .. HeadTables.All, new SvilmObjectives()];

    /// <summary>Families that have a table.</summary>
    public static string[] Models { get; } = [.. All.Select(item => item.Model).Distinct()];

    /// <summary>Names of tables, each once.</summary>
    public static string[] Tables { get; } = [.. All.Select(item => item.Table).Distinct()];

    /// <summary>The tables of a family that are asked for, in the order in which they are run.</summary>
    /// <param name="family">Whose.</param>
    /// <param name="names">Their names; all when there is none.</param>
    /// <exception cref="CommandException">The family has no such table.</exception>
    public static IReadOnlyList<Reproduction> Of(string family, IReadOnlyCollection<string> names)
    {
        var own = All.Where(item => item.Model == family).ToList();
        foreach (var name in names)
            if (own.All(item => item.Table != name))
            {
                var tables = own.Select(item => item.Table).ToArray();
                throw CommandException.Usage(
                    $"--only takes tables of {family}: {string.Join(", ", tables)}; got '{name}'."
                    + (Nearest.Similar(name, tables) is { } near ? $" Did you mean '{near}'?" : ""));
            }
        return [.. own.Where(item => names.Count == 0 || names.Contains(item.Table))];
    }
}
