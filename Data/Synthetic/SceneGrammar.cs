namespace Gexia.Data.Synthetic;

/// <summary>
/// The little language of the synthetic videos: a caption for a scene, a long text for several, the rule that compresses
/// a long text, and the prompts of zero-shot classification. About thirty words in all.
/// </summary>
public static class SceneGrammar
{
    /// <summary>Joins the captions of a long video.</summary>
    public const string Then = " then ";

    /// <summary>"a {colour} {shape} {moves left | … | stays | blinks} {background}".</summary>
    public static string Caption(Scene scene) => $"{Entity(scene)} {Verb(scene.Motion)} {Name(scene.Background)}";

    /// <summary>"a {colour1} {shape1} {motion1} and a {colour2} {shape2} {motion2}".</summary>
    internal static string Caption(TwoObjectScene scene) =>
        $"{Entity(scene.First)} {Verb(scene.First.Motion)} and {Entity(scene.Second)} {Verb(scene.Second.Motion)}";

    /// <summary>"a {colour1} {shape1} and a {colour2} {shape2}".</summary>
    internal static string Summary(TwoObjectScene scene) => $"{Entity(scene.First)} and {Entity(scene.Second)}";

    /// <summary>"{colour} {shape}": the noun phrase of a scene's object.</summary>
    internal static string Phrase(Scene scene) => $"{Name(scene.Color)} {Name(scene.Shape)}";

    /// <summary>The captions in time order, joined by " then ".</summary>
    public static string LongText(IEnumerable<Scene> scenes) => string.Join(Then, scenes.Select(Caption));

    /// <summary>
    /// The rule-based text compression Θ_t: the different "a {colour} {shape}" in order of appearance joined by " and ",
    /// then the background of the first scene; no motions.
    /// </summary>
    /// <param name="scenes">The scenes of one long video, at least one.</param>
    public static string Summary(IReadOnlyList<Scene> scenes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(scenes.Count);
        return $"{string.Join(" and ", scenes.Select(Entity).Distinct())} {Name(scenes[0].Background)}";
    }

    /// <summary>The 96 classes of single-frame classification: every colour, shape and background; the motion is "stays".</summary>
    public static IReadOnlyList<string> Prompts { get; } =
        [.. from color in Enum.GetValues<SceneColor>()
            from shape in Enum.GetValues<SceneShape>()
            from background in Enum.GetValues<SceneBackground>()
            select Caption(new Scene(color, shape, SceneMotion.Still, background))];

    /// <summary>A scene's place in <see cref="Prompts"/>.</summary>
    public static int PromptOf(Scene scene) =>
        ((((int)scene.Color * Enum.GetValues<SceneShape>().Length) + (int)scene.Shape)
            * Enum.GetValues<SceneBackground>().Length) + (int)scene.Background;

    /// <summary>Every word that captions, long texts and summaries use, once each, in ordinal order.</summary>
    public static IReadOnlyList<string> Words { get; } =
        [.. Prompts.Concat(Enum.GetValues<SceneMotion>().Select(Verb)).Append("then and")
            .SelectMany(text => text.Split(' ')).Distinct().Order(StringComparer.Ordinal)];

    private static string Entity(Scene scene) => $"a {Phrase(scene)}";

    private static string Verb(SceneMotion motion) => motion switch
    {
        SceneMotion.Still => "stays",
        SceneMotion.Blink => "blinks",
        _ => $"moves {Name(motion)}",
    };

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
