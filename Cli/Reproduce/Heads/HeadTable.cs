using Gexia.Cli.Reproduce.Ablations;
using Gexia.Training.OrderWorlds;

namespace Gexia.Cli.Reproduce.Heads;

/// <summary>A table of GEXIA's paper whose rows are cells of <see cref="HeadExperiment"/>.</summary>
internal abstract class HeadTable : Reproduction
{
    public override string Model => AblationTables.Model;

    public override string Folder => "heads";

    /// <summary>What has to be measured for it.</summary>
    public abstract IEnumerable<HeadCell> Cells { get; }

    public override ReproducedTable Run(Session session, ReproduceRequest request, string folder, CancellationToken cancellation) =>
        Make(request.Shared.Of(() => HeadTables.Train(session, request, folder, cancellation)), session, request, cancellation);

    /// <summary>The table of what was trained and measured.</summary>
    protected abstract ReproducedTable Make(
        HeadResult result, Session session, ReproduceRequest request, CancellationToken cancellation);
}
