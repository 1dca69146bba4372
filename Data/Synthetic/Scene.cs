namespace Gexia.Data.Synthetic;

/// <summary>The colour of a scene's object.</summary>
public enum SceneColor
{
    /// <summary>(1, 0.1, 0.1)</summary>
    Red,
    /// <summary>(0.1, 1, 0.1)</summary>
    Green,
    /// <summary>(0.2, 0.2, 1)</summary>
    Blue,
    /// <summary>(1, 1, 0.1)</summary>
    Yellow,
    /// <summary>(1, 1, 1)</summary>
    White,
    /// <summary>(1, 0.3, 0.9)</summary>
    Pink,
}

/// <summary>The form of a scene's object.</summary>
public enum SceneShape
{
    /// <summary>A filled square.</summary>
    Square,
    /// <summary>A filled disc.</summary>
    Circle,
    /// <summary>An upright cross with thin arms.</summary>
    Cross,
    /// <summary>A disc with a hole.</summary>
    Ring,
}

/// <summary>What a scene's object does during a clip.</summary>
public enum SceneMotion
{
    /// <summary>Moves towards smaller columns.</summary>
    Left,
    /// <summary>Moves towards larger columns.</summary>
    Right,
    /// <summary>Moves towards smaller rows.</summary>
    Up,
    /// <summary>Moves towards larger rows.</summary>
    Down,
    /// <summary>Stays where it is.</summary>
    Still,
    /// <summary>Is hidden in the first and the last of every four frames.</summary>
    Blink,
}

/// <summary>What lies behind the object.</summary>
public enum SceneBackground
{
    /// <summary>Black.</summary>
    Dark,
    /// <summary>An even gray.</summary>
    Gray,
    /// <summary>Upright stripes.</summary>
    Striped,
    /// <summary>A grid of dots.</summary>
    Dotted,
}

/// <summary>What a synthetic clip shows: one object on one background, doing one thing.</summary>
/// <param name="Color">The object's colour.</param>
/// <param name="Shape">The object's form.</param>
/// <param name="Motion">What the object does.</param>
/// <param name="Background">What lies behind it.</param>
public readonly record struct Scene(SceneColor Color, SceneShape Shape, SceneMotion Motion, SceneBackground Background);
