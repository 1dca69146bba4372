using Gexia.Data.Synthetic;

namespace Gexia.Training.OrderWorlds;

/// <summary>The numbers of the experiment on <see cref="OrderWorld"/>.</summary>
internal sealed record OrderOptions
{
    /// <summary>Seed of data, weights and batches.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Palettes of the world, 1..90. The fewer there are, the more often a batch holds two videos that only their order tells apart.
    /// </summary>
    public int Palettes { get; init; } = 60;

    /// <summary>Updates of each training: that of the towers, and that of each head.</summary>
    public int Steps { get; init; } = 600;

    /// <summary>Sources to train on, four scenes each.</summary>
    public int TrainSources { get; init; } = 1000;

    /// <summary>Sources of the gallery.</summary>
    public int TestSources { get; init; } = 200;

    /// <summary>Trainings at a time, each on one thread.</summary>
    public int AtATime { get; init; } = 2;

    /// <summary>Settings of both heads that differ, such as <c>model.dense.temporalEmbedding=false</c>: for ablations.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>Where models live; null for the default. A GPU makes one training at a time.</summary>
    public Device? Device { get; init; }

    /// <summary>The same with another seed: the one so many after this.</summary>
    public OrderOptions OfSeed(int number) => this with { Seed = unchecked(Seed + (ulong)number) };
}
