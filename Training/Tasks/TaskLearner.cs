using Gexia.Io;
using Gexia.Models;
using Gexia.Training.Optimizers;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Training.Tasks;

/// <summary>A head on a model: trained on one split, measured on another.</summary>
internal abstract class TaskLearner(TaskContext context, ParameterSet parameters)
{
    /// <summary>What learns, and what a file of weights holds: the head, and the model where it learns, too.</summary>
    public ParameterSet Parameters => parameters;

    protected TaskContext Context => context;

    /// <summary>Trains to the end, or until cancelled.</summary>
    /// <param name="folder">Receives log, weights and checkpoints.</param>
    /// <param name="held">The lock of the whole run's folder.</param>
    /// <param name="resume">Go on from the newest checkpoint.</param>
    /// <param name="progress">Is told how it goes.</param>
    /// <param name="cancellation">Saves and returns.</param>
    public abstract TrainResult Train(
        RunFolder folder, FileLock held, bool resume, IProgressSink progress, CancellationToken cancellation);

    /// <summary>Measures with the weights as they are.</summary>
    /// <param name="folder">That of log, weights and checkpoints.</param>
    /// <param name="cancellation">Checked before every batch.</param>
    public abstract PartResult Measure(RunFolder folder, CancellationToken cancellation);

    protected TrainResult Run<TBatch>(
        IObjective<TBatch> objective, Func<long, CancellationToken, TBatch> load, RunFolder folder, FileLock held, bool resume,
        IProgressSink progress, CancellationToken cancellation)
    {
        var config = context.Config;
        var optimizer = config.Training.Optimizer(
            parameters, parameter => !TaskHead.Holds(parameter.Name) && config.Model.Kind.IsEncoder(parameter));
        var loop = new TrainLoop<TBatch>(objective, load, optimizer, config.Training.Schedule, context.Options, config.Settings)
        {
            SavedConfig = config.Placed, Lock = held, Progress = progress,
        };
        return loop.Run(folder, resume, cancellation);
    }
}
