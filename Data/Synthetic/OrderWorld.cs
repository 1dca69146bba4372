namespace Gexia.Data.Synthetic;

/// <summary>
/// Videos that only the order of their scenes tells apart. A source shows the four still scenes of a palette on one background, each once;
/// which of the 24 orders it is, is all that its caption says beyond what the other videos of that palette and background say, too.
/// </summary>
/// <remarks>
/// Of all combinations of palette, background and order, a random part is never trained on, and the gallery is drawn from it: each of
/// its scenes was seen in training, in other orders. A model that takes the frames as a set cannot tell the videos of one palette and
/// background apart; how far it can get at best is <see cref="OrderBlindCeiling"/>.
/// </remarks>
public sealed class OrderWorld
{
    /// <summary>Frames of a clip: still scenes need no more.</summary>
    public const int Frames = 2;

    /// <summary>Part of the combinations that is never trained on, at least.</summary>
    public const double HeldOutPart = 0.35;

    private readonly ulong seed;
    private readonly SyntheticSources sources;
    private readonly IReadOnlyList<ScenePalette> palettes;

    /// <summary>Chooses palettes, and what is trained on.</summary>
    /// <param name="seed">Seed of everything random.</param>
    /// <param name="palettes">How many, 1..90.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many palettes.</exception>
    public OrderWorld(ulong seed, int palettes)
    {
        if (palettes < 1 || palettes > ScenePalette.All.Count)
            throw new ArgumentOutOfRangeException(
                nameof(palettes), $"OrderWorld: {palettes} palettes; there are 1 to {ScenePalette.All.Count}.");
        this.seed = seed;
        sources = new SyntheticSources(seed, clips: ScenePalette.Scenes, frames: Frames);
        var rng = new Rng(seed);
        this.palettes = [.. rng.At(0, "order palettes").Sample(ScenePalette.All.Count, palettes).Select(index => ScenePalette.All[index])];
        List<SceneOrder> all = [.. from palette in Enumerable.Range(0, palettes)
                                   from background in Enum.GetValues<SceneBackground>()
                                   from permutation in Enumerable.Range(0, SceneOrder.Permutations)
                                   select new SceneOrder(palette, background, permutation)];
        rng.At(0, "order held out").Shuffle(all);
        var heldOut = (int)Math.Ceiling(all.Count * HeldOutPart);
        (HeldOut, Trained) = (all[..heldOut], all[heldOut..]);
    }

    /// <summary>Combinations that no training source shows, in a random order.</summary>
    internal IReadOnlyList<SceneOrder> HeldOut { get; }

    /// <summary>All others, in a random order.</summary>
    internal IReadOnlyList<SceneOrder> Trained { get; }

    /// <summary>Sources to train on. Each of <see cref="Trained"/> comes once before one comes twice, with its objects elsewhere.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public SyntheticSource[] Train(int count, CancellationToken cancellation = default) => Create("train", count, Trained, cancellation);

    /// <summary>The gallery: sources of combinations that were never trained on, each at most once.</summary>
    /// <param name="count">How many; fewer where there are not so many combinations.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public SyntheticSource[] Gallery(int count, CancellationToken cancellation = default) =>
        Create("test", Math.Min(count, HeldOut.Count), HeldOut, cancellation);

    /// <summary>
    /// [sources] the chance in percent that a model finds each at best that takes videos as sets of scenes: among k videos of one set it
    /// can only guess, so it is 100 / k.
    /// </summary>
    /// <param name="gallery">In any order.</param>
    public static IReadOnlyList<double> OrderBlindChances(IReadOnlyCollection<SyntheticSource> gallery)
    {
        var sets = gallery.Select(source => string.Join('|', source.Scenes.Select(SceneGrammar.Caption).Order(StringComparer.Ordinal)))
            .ToList();
        var sizes = sets.CountBy(set => set, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return [.. sets.Select(set => 100.0 / sizes[set])];
    }

    /// <summary>R@1 in percent that such a model can be expected to reach at best: the mean of its chances, 100 · sets / videos.</summary>
    /// <param name="gallery">At least one source.</param>
    public static double OrderBlindCeiling(IReadOnlyCollection<SyntheticSource> gallery)
    {
        ArgumentOutOfRangeException.ThrowIfZero(gallery.Count);
        return OrderBlindChances(gallery).Average();
    }

    /// <summary>The scenes of a combination in its order.</summary>
    internal IReadOnlyList<Scene> ScenesOf(SceneOrder order)
    {
        var scenes = palettes[order.Palette].On(order.Background);
        return [.. order.Places.Select(place => scenes[place])];
    }

    private SyntheticSource[] Create(string split, int count, IReadOnlyList<SceneOrder> orders, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var result = new SyntheticSource[count];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, i =>
            result[i] = sources.Compose(split, i, ScenesOf(orders[i % orders.Count]), new Rng(seed).At(i, $"order {split}")));
        return result;
    }
}
