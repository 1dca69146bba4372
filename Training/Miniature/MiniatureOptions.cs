namespace Gexia.Training.Miniature;

/// <summary>The numbers of the miniature experiment (docs/gexia.md).</summary>
internal sealed record MiniatureOptions
{
    /// <summary>Seed of data, weights and batches.</summary>
    public ulong Seed { get; init; }

    /// <summary>Updates of each training.</summary>
    public int Steps { get; init; } = 600;

    /// <summary>Sources to train on, four clips each.</summary>
    public int TrainSources { get; init; } = 1000;

    /// <summary>Unseen sources to test on; the long gallery.</summary>
    public int TestSources { get; init; } = 200;

    /// <summary>Pairs of a batch.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Peak learning rate of all parameters: nothing is pre-trained.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Steps of linear warm-up.</summary>
    public int Warmup { get; init; } = 100;

    /// <summary>Decoupled weight decay of all parameters.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Trainings at a time, each on one thread.</summary>
    public int AtATime { get; init; } = 2;

    /// <summary>Where models live; null for the default. A GPU makes one training at a time.</summary>
    public Device? Device { get; init; }

    /// <summary>
    /// Those of the image stage that follows a training: as many steps (appendix F: 5 epochs after 5), three tenths of its peak rate and
    /// half of its warm-up, of which the paper says nothing.
    /// </summary>
    public MiniatureOptions ForImages() => this with { LearningRate = 0.3 * LearningRate, Warmup = Warmup / 2 };

    /// <summary>The same with another seed: the one so many after this.</summary>
    public MiniatureOptions OfSeed(int number) => this with { Seed = unchecked(Seed + (ulong)number) };

    /// <summary>Refuses numbers that cannot be run.</summary>
    /// <exception cref="ArgumentException">With the rule and the values.</exception>
    public MiniatureOptions Checked()
    {
        if (Steps < 1
            || TrainSources < Batch || TestSources < 2 || Batch < 2 || AtATime < 1 || !(LearningRate > 0) || Warmup < 0
            || !(WeightDecay >= 0))
            throw new ArgumentException(
                $"Miniature: steps must be positive, batch at least 2, train sources at least a batch, test sources at least 2: {this}");
        return this;
    }
}
