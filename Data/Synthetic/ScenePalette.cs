namespace Gexia.Data.Synthetic;

/// <summary>Two colours and two shapes, and the four still scenes that they make.</summary>
/// <param name="Colors">Two different ones, in their order.</param>
/// <param name="Shapes">Two different ones, in their order.</param>
public readonly record struct ScenePalette((SceneColor First, SceneColor Second) Colors, (SceneShape First, SceneShape Second) Shapes)
{
    /// <summary>Scenes of a palette.</summary>
    public const int Scenes = 4;

    /// <summary>All 90, in a fixed order.</summary>
    public static IReadOnlyList<ScenePalette> All { get; } =
        [.. from colors in Couples<SceneColor>() from shapes in Couples<SceneShape>() select new ScenePalette(colors, shapes)];

    /// <summary>The four scenes on a background: both colours with both shapes; nothing moves.</summary>
    public IReadOnlyList<Scene> On(SceneBackground background)
    {
        var (colors, shapes) = (Colors, Shapes);
        return [.. from color in (SceneColor[])[colors.First, colors.Second] from shape in (SceneShape[])[shapes.First, shapes.Second]
                   select new Scene(color, shape, SceneMotion.Still, background)];
    }

    private static IEnumerable<(T First, T Second)> Couples<T>() where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        return from i in Enumerable.Range(0, values.Length)
               from j in Enumerable
            .Range(i + 1, values.Length - i - 1)
               select (values[i], values[j]);
    }
}
