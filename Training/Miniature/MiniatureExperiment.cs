using System.Collections.Concurrent;
using Gexia.Models;
using Gexia.Training.Evaluation;

namespace Gexia.Training.Miniature;

/// <summary>
/// The paper's main claims in miniature (docs/gexia.md): what data composition does to long retrieval (T3, T6), what #iter does at
/// inference (T4b), and mean pooling on the same towers (T1).
/// </summary>
internal sealed class MiniatureExperiment
{
    /// <summary>#iter settings measured on the model trained by source.</summary>
    public static IReadOnlyList<Iterations> Sweep { get; } = [new(1, 1), new(3, 1), new(3, 3), new(5, 5)];

    private readonly MiniatureOptions options;

    /// <summary>Generates the data and builds the four models.</summary>
    public MiniatureExperiment(MiniatureOptions options, CancellationToken cancellation = default)
    {
        this.options = options.Checked();
        Data = new MiniatureData(options, cancellation);
        Trainings =
        [
            new("source", options, Data, new(Composition.Source)),
            new("random", options, Data, new(Composition.Random)),
            new("svst", options, Data, new(Composition.Svst)),
            new("meanp", options, Data, new(Composition.Source) { MeanPooling = true }),
        ];
    }

    /// <summary>What is trained and tested on.</summary>
    public MiniatureData Data { get; }

    /// <summary>By source, at random, short clips only, and mean pooling by source.</summary>
    public IReadOnlyList<MiniatureTraining> Trainings { get; }

    /// <summary>The training of that name.</summary>
    public MiniatureTraining this[string name] => Trainings.First(training => training.Name == name);

    /// <summary>Runs all trainings, some at a time with one thread each, then measures.</summary>
    /// <param name="root">Receives the data and a run for each training; see <see cref="MiniatureFolder"/>.</param>
    /// <param name="progressOf">The progress sink of each training; they are called from different threads.</param>
    /// <param name="cancellation">Saves what is trained so far and stops.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; running it again goes on from there.</exception>
    public MiniatureResult Run(string root, Func<MiniatureTraining, IProgressSink> progressOf, CancellationToken cancellation = default)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var folder = new MiniatureFolder(root);
        folder.Write(Data, cancellation);
        var outcomes = new ConcurrentDictionary<string, TrainResult>();
        SideBySide.Run(Trainings, options.AtATime, training =>
            outcomes[training.Name] = training.Run(folder.Run(training.Name), progressOf(training), cancellation));
        cancellation.ThrowIfCancellationRequested();

        var cells = new ConcurrentDictionary<(string Training, string Cell), RetrievalResult>();
        SideBySide.Run(Cells().ToList(), options.AtATime, cell =>
            cells[(cell.Training, cell.Name)] = this[cell.Training].Retrieve(cell.Set, cell.Iterations, cancellation));
        return new MiniatureResult(cells.ToDictionary(), outcomes.ToDictionary(), clock.Elapsed.TotalSeconds, PeakMemory.Bytes);
    }

    private IEnumerable<(string Training, string Name, Data.Loading.SampleSet Set, Iterations Iterations)> Cells()
    {
        foreach (var training in Trainings)
            foreach (var iterations in training.Name == "source" ? Sweep : [new(1, 1), new(3, 3)])
            {
                yield return (training.Name, $"long {iterations}", Data.TestLong, iterations);
                yield return (training.Name, $"short {iterations}", Data.TestShort, iterations);
            }
        yield return ("source", "summary 3-1", Data.TestSummary, new(3, 1));
    }
}

/// <summary>What came out.</summary>
/// <param name="Cells">Retrieval by training and cell, such as ("source", "long 3-3").</param>
/// <param name="Trainings">How each training ended.</param>
/// <param name="Seconds">Wall-clock time of trainings and measurements.</param>
/// <param name="PeakMemoryBytes">Largest resident memory of the process.</param>
internal sealed record MiniatureResult(
    IReadOnlyDictionary<(string Training, string Cell), RetrievalResult> Cells, IReadOnlyDictionary<string, TrainResult> Trainings,
    double Seconds, long PeakMemoryBytes);
