namespace Gexia.Data.Synthetic;

/// <summary>Two objects of different colours and different forms, each doing one thing.</summary>
/// <param name="First">The one that the caption names first; the other hides it where they meet.</param>
/// <param name="Second">The other.</param>
/// <remarks>What lies behind them is not part of the scene: both scenes' backgrounds are dark, and not looked at.</remarks>
internal readonly record struct TwoObjectScene(Scene First, Scene Second)
{
    /// <summary>Both objects in the caption's order.</summary>
    public IReadOnlyList<Scene> Objects => [First, Second];

    /// <summary>Two colours × two forms × a motion each, whatever their order: 15 · 6 · 2 · 36.</summary>
    public static IReadOnlyList<TwoObjectScene> All { get; } =
    [
        .. from palette in ScenePalette.All
           from crossed in (bool[])[false, true]
           from first in Enum.GetValues<SceneMotion>()
           from second in Enum.GetValues<SceneMotion>()
           let shapes = crossed ? (palette.Shapes.Second, palette.Shapes.First) : palette.Shapes
           select new TwoObjectScene(
               new(palette.Colors.First, shapes.Item1, first, SceneBackground.Dark),
               new(palette.Colors.Second, shapes.Item2, second, SceneBackground.Dark)),
    ];

    /// <summary>The same scene, told the other way round.</summary>
    public TwoObjectScene Swapped => new(Second, First);
}
