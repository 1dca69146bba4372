using Gexia.Training.Config;
using Gexia.Training.Tasks;

namespace Gexia.Tests.Support;

/// <summary>A kind of task whose labels a test gives, in place of official files.</summary>
internal sealed class GivenKind(TaskKind kind, Func<TaskData, TaskSplits, TaskPart> open) : TaskKind
{
    public override string Name => kind.Name;

    public override IReadOnlyList<string> Datasets => kind.Datasets;

    public override string Head => kind.Head;

    public override string Ties => kind.Ties;

    public override bool ReadsTexts => kind.ReadsTexts;

    public override bool Learns => kind.Learns;

    public override int Choices => kind.Choices;

    public override IReadOnlyList<TrainedParts> Trains => kind.Trains;

    public override IReadOnlyList<TaskSplits> ReadSplits(ConfigSection section, string dataset) => kind.ReadSplits(section, dataset);

    public override TaskOptions ReadOptions(ConfigSection section, string dataset) => kind.ReadOptions(section, dataset);

    public override TaskPart Open(TaskData data, TaskSplits splits, CancellationToken cancellation) => open(data, splits);
}
