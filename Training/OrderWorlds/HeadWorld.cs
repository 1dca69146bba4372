using Gexia.Data.Synthetic;

namespace Gexia.Training.OrderWorlds;

/// <summary>Synthetic videos that heads are compared on, of four scenes each.</summary>
/// <param name="Name">Its folder's name.</param>
/// <param name="Palettes">
/// Palettes of an <see cref="OrderWorld"/>, in which only order tells videos apart; null for the demo's first world, whose videos are told
/// apart by what they show.
/// </param>
internal sealed record HeadWorld(string Name, int? Palettes)
{
    /// <summary>The demo's first world, <see cref="SyntheticSources"/>.</summary>
    public static HeadWorld Scenes { get; } = new("scenes", null);

    /// <summary>An <see cref="OrderWorld"/>.</summary>
    public static HeadWorld Order(int palettes) => new(FormattableString.Invariant($"order-{palettes}"), palettes);

    /// <summary>Sources to train on.</summary>
    public SyntheticSource[] Train(ulong seed, int count, CancellationToken cancellation) => Palettes is { } palettes
        ? new OrderWorld(seed, palettes).Train(count, cancellation)
        : new SyntheticSources(seed).Create("train", count, cancellation);

    /// <summary>Unseen sources; fewer than asked for where there are not so many.</summary>
    public SyntheticSource[] Gallery(ulong seed, int count, CancellationToken cancellation) => Palettes is { } palettes
        ? new OrderWorld(seed, palettes).Gallery(count, cancellation)
        : new SyntheticSources(seed).Create("test", count, cancellation);
}
