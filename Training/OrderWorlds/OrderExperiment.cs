using System.Collections.Concurrent;
using System.Diagnostics;
using Gexia.Data.Synthetic;
using Gexia.Training.Config;
using Gexia.Training.Evaluation;
using Gexia.Training.Runs;

namespace Gexia.Training.OrderWorlds;

/// <summary>
/// The setting in which the paper's claim against mean pooling can show: towers that know single scenes already, and a gallery in which
/// only the order of the scenes tells videos apart (<see cref="OrderWorld"/>). Three runs: the towers, then GEXIA and mean pooling on them.
/// </summary>
internal sealed class OrderExperiment
{
    /// <summary>Names of the three runs.</summary>
    public const string TowersName = "towers", Gexia = "gexia", MeanPooling = "meanp";

    private readonly OrderOptions options;
    private readonly SyntheticSource[] train, gallery;

    /// <summary>Generates the data.</summary>
    /// <param name="options">The numbers.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="ConfigException">A change of settings cannot be made.</exception>
    public OrderExperiment(OrderOptions options, CancellationToken cancellation = default)
    {
        this.options = options;
        foreach (var name in Runs) _ = Config(new OrderFolder(""), name);        // a change that cannot be made is told of at once
        var world = new OrderWorld(options.Seed, options.Palettes);
        (train, gallery) = (world.Train(options.TrainSources, cancellation), world.Gallery(options.TestSources, cancellation));
    }

    /// <summary>The three runs in the order of their trainings.</summary>
    public static IReadOnlyList<string> Runs { get; } = [TowersName, Gexia, MeanPooling];

    /// <summary>The unseen videos.</summary>
    public IReadOnlyList<SyntheticSource> Gallery => gallery;

    /// <summary>Trains, going on from what the folder holds, and measures.</summary>
    /// <param name="root">See <see cref="OrderFolder"/>.</param>
    /// <param name="progressOf">The progress sink of each run; they are called from different threads.</param>
    /// <param name="cancellation">Saves what is trained so far and stops.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; running it again goes on from there.</exception>
    public OrderResult Run(string root, Func<string, IProgressSink> progressOf, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var folder = new OrderFolder(root);
        folder.Write(train, gallery, cancellation);
        var heads = new ConcurrentDictionary<string, OrderHead>();
        SideBySide.Run([TowersName], 1, name => Train(name, _ => { }));
        SideBySide.Run([Gexia, MeanPooling], options.AtATime, name => Train(name, run =>
        {
            var cell = run.Test[0];
            heads[name] = OrderHead.Measure(run, cell, cancellation);
        }));
        return new OrderResult(
            options.Palettes, heads[Gexia], heads[MeanPooling], OrderWorld.OrderBlindChances(gallery), clock.Elapsed.TotalSeconds);

        void Train(string name, Action<VideoTextRun> measure)
        {
            using var run = new VideoTextRun(
                Config(folder, name), folder.Run(name), folder.Run(name).HoldsRun, cancellation, device: options.Device);
            run.Train(progressOf(name), cancellation);
            cancellation.ThrowIfCancellationRequested();
            measure(run);
        }
    }

    private RunConfig Config(OrderFolder folder, string name) => name == TowersName ? OrderConfig.Towers(options, folder)
        : OrderConfig.Head(
            options, folder, new(HeadWorld.Order(options.Palettes), name == Gexia ? VideoHead.Gexia : VideoHead.MeanPooling, 1e-4), name);
}

/// <summary>What one head reaches.</summary>
/// <param name="Retrieval">Among the gallery, whole videos and their texts.</param>
/// <param name="Twins">[texts] the choice between each video and its clips in opposite order, see <see cref="TwinChoice"/>.</param>
internal sealed record OrderHead(RetrievalResult Retrieval, IReadOnlyList<double> Twins)
{
    /// <summary>Right choices, percent.</summary>
    public double Twin => Twins.Average();

    /// <summary>Measures a trained head.</summary>
    /// <param name="run">Its run.</param>
    /// <param name="cell">Whole videos, and how the model is asked.</param>
    /// <param name="cancellation">Checked before every batch.</param>
    public static OrderHead Measure(VideoTextRun run, RunCell cell, CancellationToken cancellation) => new(
        run.Retrieve(cell, cancellation), TwinChoice.Measure(run.Evaluation(), cell.Set, cell.Options, cancellation));
}

/// <summary>What came out.</summary>
/// <param name="Palettes">Of the world.</param>
/// <param name="Gexia">GEXIA's head.</param>
/// <param name="MeanPooling">CLIP4Clip's.</param>
/// <param name="Chances">[texts] the chance, percent, that a model without order finds each text's video at best; from
/// the gallery itself.</param>
/// <param name="Seconds">Wall-clock time.</param>
internal sealed record OrderResult(int Palettes, OrderHead Gexia, OrderHead MeanPooling, IReadOnlyList<double> Chances, double Seconds)
{
    /// <summary>R@1 text to video that a model without order reaches at best, on average, percent.</summary>
    public double Ceiling => Chances.Average();
}
