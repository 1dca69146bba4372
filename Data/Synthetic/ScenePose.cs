namespace Gexia.Data.Synthetic;

/// <summary>
/// Where and how large a scene's object is; everything about a clip that its caption does not tell, apart from the noise.
/// Lengths are in 1/24 of the frame's side, so one pose means the same picture at every frame size.
/// </summary>
/// <param name="Radius">Half the object's extent.</param>
/// <param name="Row">Row of the object's centre in the middle of the clip.</param>
/// <param name="Column">Column of the object's centre in the middle of the clip.</param>
/// <param name="Speed">Distance covered from one frame to the next by a moving object.</param>
public readonly record struct ScenePose(double Radius, double Row, double Column, double Speed)
{
    /// <summary>Sides of the square frame in the unit of a pose.</summary>
    public const double Side = 24;

    /// <summary>A random pose: radius 4..5.5, centre 9..15, speed 1.6..2.4.</summary>
    public static ScenePose Draw(Rng rng) => new(
        rng.NextDouble(4, 5.5), rng.NextDouble(9, 15), rng.NextDouble(9, 15), rng.NextDouble(1.6, 2.4));

    /// <summary>The object's centre in one frame.</summary>
    /// <param name="motion">What the object does.</param>
    /// <param name="frame">0..<paramref name="frames"/>−1.</param>
    /// <param name="frames">Frames of the clip.</param>
    public (double Row, double Column) Centre(SceneMotion motion, int frame, int frames)
    {
        var way = (frame - ((frames - 1) / 2.0)) * Speed;
        return motion switch
        {
            SceneMotion.Left => (Row, Column - way),
            SceneMotion.Right => (Row, Column + way),
            SceneMotion.Up => (Row - way, Column),
            SceneMotion.Down => (Row + way, Column),
            _ => (Row, Column),
        };
    }
}
