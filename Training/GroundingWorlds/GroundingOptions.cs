using Gexia.Data.Synthetic;

namespace Gexia.Training.GroundingWorlds;

/// <summary>The numbers of the experiment on <see cref="TwoObjectWorld"/>.</summary>
internal sealed record GroundingOptions
{
    /// <summary>Unseen sources that there are.</summary>
    public static int MostTestSources { get; } = (int)Math.Ceiling(TwoObjectScene.All.Count * TwoObjectWorld.HeldOutPart);

    /// <summary>Seed of data, weights and batches.</summary>
    public ulong Seed { get; init; }

    /// <summary>Updates of each training.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>Sources to train on.</summary>
    public int TrainSources { get; init; } = 2000;

    /// <summary>Unseen sources to test on, 2 to 648.</summary>
    public int TestSources { get; init; } = 256;

    /// <summary>Trainings at a time, each on one thread.</summary>
    public int AtATime { get; init; } = 2;

    /// <summary>Settings of all trainings that differ, such as <c>model.losses.temporalTemperature=0.2</c>: for ablations.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>Where models live; null for the default. A GPU makes one training at a time.</summary>
    public Device? Device { get; init; }

    /// <summary>The same with another seed: the one so many after this.</summary>
    public GroundingOptions OfSeed(int number) => this with { Seed = unchecked(Seed + (ulong)number) };
}
