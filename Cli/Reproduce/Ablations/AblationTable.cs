using Gexia.Training;
using Gexia.Training.Ablations;
using Gexia.Training.Evaluation;

namespace Gexia.Cli.Reproduce.Ablations;

/// <summary>A table of GEXIA's paper whose rows are cells of <see cref="AblationExperiment"/>.</summary>
/// <param name="table">Its name in the paper.</param>
/// <param name="title">What it is about.</param>
/// <param name="rows">What is measured.</param>
/// <param name="claims">What it is said to show.</param>
internal sealed class AblationTable(
    string table, string title, IReadOnlyList<AblationRow> rows, IReadOnlyList<AblationClaim> claims) : Reproduction
{
    public override string Model => AblationTables.Model;

    public override string Table => table;

    public override string Folder => "ablations";

    /// <summary>What has to be measured for it.</summary>
    public IEnumerable<AblationCell> Cells =>
        rows.SelectMany(row => row.Cells.Select(item => item.Cell)).Concat(claims.SelectMany(claim => claim.Cells));

    public override ReproducedTable Run(Session session, ReproduceRequest request, string folder, CancellationToken cancellation) =>
        Of(request.Shared.Of(() => AblationTables.Train(session, request, folder, cancellation)));

    /// <summary>The table of some results.</summary>
    public ReproducedTable Of(AblationResult result) =>
        new(table, title, [.. rows.Select(row => row.Of(result))], [.. claims.Select(claim => claim.Of(result))])
        {
            Details = name => !name.EndsWith("r1", StringComparison.Ordinal) && !name.EndsWith("accuracy", StringComparison.Ordinal)
                && !name.EndsWith("map", StringComparison.Ordinal),
        };
}

/// <summary>A row: the paper's figures and ours.</summary>
/// <param name="Name">As the paper has it.</param>
/// <param name="Paper">The paper's figures.</param>
/// <param name="Cells">Ours, and what the names of their figures begin with.</param>
internal sealed record AblationRow(string Name, IReadOnlyList<Figure> Paper, params IReadOnlyList<(string Prefix, AblationCell Cell)> Cells)
{
    /// <summary>The row of some results.</summary>
    public ReproducedRow Of(AblationResult result) => new(
        Name, Paper,
        [
            .. from item in Cells
               from figure in result.Seeds[0][item.Cell].Named
               select new ReproducedFigure($"{item.Prefix}{figure.Name}", "0.0", result.Of(item.Cell, figure.Name)),
        ]);
}

/// <summary>A claim: a cell is ahead of all of some others.</summary>
/// <param name="Text">What is compared.</param>
/// <param name="Figure">By which figure.</param>
/// <param name="Paper">The paper's difference; not finite where it gives none.</param>
/// <param name="Ahead">Said to have the larger figure.</param>
/// <param name="Behind">Said to have smaller ones; the largest of them counts, for each seed.</param>
internal sealed record AblationClaim(
    string Text, string Figure, double Paper, AblationCell Ahead, params IReadOnlyList<AblationCell> Behind)
{
    private static readonly Dictionary<string, string> measures = new()
    {
        ["t2v_r1"] = "R@1 text to video", ["r1"] = "R@1, mean of both directions", ["accuracy"] = "accuracy",
    };

    /// <summary>All that are compared.</summary>
    public IEnumerable<AblationCell> Cells => Behind.Prepend(Ahead);

    /// <summary>The claim beside some results.</summary>
    public ReproducedClaim Of(AblationResult result) => new(
        Text, measures[Figure], new SeedDifference(
            [.. result.Seeds.Select(seed => seed[Ahead][Figure] - Behind.Max(cell => seed[cell][Figure]))]), Paper);
}
