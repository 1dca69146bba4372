using System.Globalization;
using Gexia.Data.Video;

namespace Gexia.Data.Synthetic;

/// <summary>
/// Videos of two moving objects and where each is in every frame: the world in which it can be measured whether a model finds the object
/// that a noun phrase names, and tells the clips of two videos apart.
/// </summary>
/// <remarks>
/// Colours, forms and motions make 6,480 scenes. A random tenth of them is never trained on, and unseen sources are drawn from it: both of
/// their objects were seen in training, but never together. Source number i of a split is a function of (seed, split, i) alone.
/// <para>
/// The background changes from frame to frame, each drawn anew. If it stayed, the clips of two videos would differ in it, and any features
/// would tell them apart; so, what two clips of one video have in common is its objects.
/// </para>
/// </remarks>
internal sealed class TwoObjectWorld
{
    /// <summary>Frames of a source, all in one clip of a second.</summary>
    public const int Frames = 8;

    /// <summary>Rows and columns of a frame.</summary>
    public const int Size = SceneRenderer.DefaultSize;

    /// <summary>Part of the scenes that is never trained on.</summary>
    public const double HeldOutPart = 0.1;

    /// <summary>Draws of two places before two that overlap are taken.</summary>
    private const int Tries = 50;

    private readonly ulong seed;
    private readonly SceneRenderer renderer = new(Size);

    /// <summary>Chooses what is trained on.</summary>
    /// <param name="seed">Seed of everything random.</param>
    public TwoObjectWorld(ulong seed)
    {
        this.seed = seed;
        var all = TwoObjectScene.All.ToList();
        new Rng(seed).At(0, "two objects held out").Shuffle(all);
        var heldOut = (int)Math.Ceiling(all.Count * HeldOutPart);
        (HeldOut, Trained) = (all[..heldOut], all[heldOut..]);
    }

    /// <summary>Scenes that no training source shows, in a random order.</summary>
    public IReadOnlyList<TwoObjectScene> HeldOut { get; }

    /// <summary>All others, in a random order.</summary>
    public IReadOnlyList<TwoObjectScene> Trained { get; }

    /// <summary>Sources to train on. Each of <see cref="Trained"/> comes once before one comes twice.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public TwoObjectSource[] Train(int count, CancellationToken cancellation = default) => Create("train", count, Trained, cancellation);

    /// <summary>Unseen sources, no two of the same scene.</summary>
    /// <param name="count">How many, up to the number of <see cref="HeldOut"/>.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public TwoObjectSource[] Test(int count, CancellationToken cancellation = default) => count <= HeldOut.Count
        ? Create("test", count, HeldOut, cancellation)
        : throw new ArgumentOutOfRangeException(
            nameof(count), $"TwoObjectWorld: {count} unseen sources; there are at most {HeldOut.Count} different ones.");

    private TwoObjectSource[] Create(string split, int count, IReadOnlyList<TwoObjectScene> scenes, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var result = new TwoObjectSource[count];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, i =>
            result[i] = Create(split, i, scenes[i % scenes.Count]));
        return result;
    }

    private TwoObjectSource Create(string split, int number, TwoObjectScene scene)
    {
        var rng = new Rng(seed).At(number, $"two objects {split}");
        if (rng.NextInt32(2) == 1) scene = scene.Swapped;
        var poses = Poses(scene, rng);
        var kinds = Enum.GetValues<SceneBackground>();
        List<SceneBackground> backgrounds = [.. Enumerable.Range(0, Frames).Select(_ => kinds[rng.NextInt32(kinds.Length)])];
        var noise = new Rng(seed).At(number, $"two objects {split} noise");
        var frames = renderer.Render([.. scene.Objects.Zip(poses)], backgrounds, noise);
        var times = Enumerable.Range(0, Frames).Select(frame => frame / (double)Frames).ToArray();
        return new TwoObjectSource(
            $"{split}-{number.ToString("D4", CultureInfo.InvariantCulture)}", scene,
            [.. scene.Objects.Zip(poses, (item, pose) => Boxes(item, pose, hides: true))], new FrameTimeline(times, 1, frames));
    }

    // Two places apart from each other in every frame, if some draws give such.
    private List<ScenePose> Poses(TwoObjectScene scene, Rng rng)
    {
        for (var left = Tries; ; left--)
        {
            List<ScenePose> poses = [.. scene.Objects.Select(item => Pose(item.Motion, rng))];
            var (first, second) = (Boxes(scene.First, poses[0], hides: false), Boxes(scene.Second, poses[1], hides: false));
            if (left == 0 || first.Zip(second).All(pair => pair.First.And(pair.Second).IsEmpty)) return poses;
        }
    }

    // Smaller and slower than ScenePose.Draw: two objects must find room, and a moving one stays whole in the frame for 8 frames.
    private static ScenePose Pose(SceneMotion motion, Rng rng)
    {
        double radius = rng.NextDouble(3, 4.5), speed = rng.NextDouble(0.8, 1.2), way = speed * (Frames - 1) / 2;
        double Place(bool moves) => rng.NextDouble(radius + (moves ? way : 0) - 0.5, Size - 0.5 - radius - (moves ? way : 0));
        var row = Place(motion is SceneMotion.Up or SceneMotion.Down);
        return new(radius, row, Place(motion is SceneMotion.Left or SceneMotion.Right), speed);
    }

    private List<FrameBox> Boxes(Scene scene, ScenePose pose, bool hides) =>
    [
        .. Enumerable.Range(0, Frames)
            .Select(frame => renderer.ObjectBox(hides ? scene : scene with { Motion = Shown(scene.Motion) }, pose, frame, Frames))
            .Select(box => new FrameBox(box.Top, box.Left, box.Bottom, box.Right)),
    ];

    private static SceneMotion Shown(SceneMotion motion) => motion == SceneMotion.Blink ? SceneMotion.Still : motion;
}
