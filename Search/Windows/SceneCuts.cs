namespace Gexia.Search.Windows;

/// <summary>Finds where a video's picture changes at once, and makes scenes of it.</summary>
/// <remarks>
/// With dᵢ the <see cref="FrameSignature.Distance"/> of frames i−1 and i, frame i begins a scene where dᵢ is at least
/// <see cref="Least"/> and at least <see cref="Ratio"/> times the median of the distances around it (<see cref="Around"/> on each side):
/// fast motion raises the median, a cut does not. A flash is no cut: there, a frame soon after is like the one before again.
/// Of a scene shorter than <see cref="Shortest"/> the weaker of its two cuts is dropped, weakest first.
/// </remarks>
internal static class SceneCuts
{
    /// <summary>Least distance of a cut, of 255.</summary>
    public const double Least = 16;

    /// <summary>Least ratio of a cut to the motion around it.</summary>
    public const double Ratio = 4;

    /// <summary>Frames on each side whose distances say how much motion there is.</summary>
    public const int Around = 8;

    /// <summary>Frames after which a flash is over.</summary>
    public const int Flash = 3;

    /// <summary>Seconds of the shortest scene; a shorter window has scenes of its own length at least.</summary>
    public const double Shortest = 1;

    /// <summary>The scenes of a video, in time order, without gaps, from 0 to its end.</summary>
    /// <param name="times">When each frame shows, seconds, ascending, from 0.</param>
    /// <param name="signatures">What each looks like.</param>
    /// <param name="duration">The video's end, seconds.</param>
    /// <param name="shortest">Seconds of the shortest scene.</param>
    public static IReadOnlyList<Stretch> Scenes(
        ReadOnlySpan<double> times, IReadOnlyList<byte[]> signatures, double duration, double shortest = Shortest)
    {
        var cuts = Find(times, signatures);
        while (Weakest(cuts, duration, shortest) is >= 0 and var weakest) cuts.RemoveAt(weakest);
        double[] borders = [0, .. cuts.Select(cut => cut.Time), Math.Max(duration, double.Epsilon)];
        return [.. Enumerable.Range(0, borders.Length - 1).Select(i => new Stretch(i, borders[i], borders[i + 1]))];
    }

    private static List<(double Time, double Strength)> Find(ReadOnlySpan<double> times, IReadOnlyList<byte[]> signatures)
    {
        var distances = new double[Math.Min(signatures.Count, times.Length)];
        for (var i = 1; i < distances.Length; i++) distances[i] = FrameSignature.Distance(signatures[i - 1], signatures[i]);
        var cuts = new List<(double, double)>();
        for (var i = 1; i < distances.Length; i++)
            if (distances[i] >= Least
                && distances[i] >= Ratio * Motion(distances, i) && times[i] > 0 && !IsFlash(signatures, distances[i], i))
                cuts.Add((times[i], distances[i]));
        return cuts;
    }

    /// <summary>Median of the distances around i, without its own.</summary>
    private static double Motion(double[] distances, int i)
    {
        var (from, to) = (Math.Max(1, i - Around), Math.Min(distances.Length - 1, i + Around));
        Span<double> near = stackalloc double[2 * Around];
        var count = 0;
        for (var j = from; j <= to; j++)
            if (j != i) near[count++] = distances[j];
        near = near[..count];
        near.Sort();
        return count == 0 ? 0 : near[count / 2];
    }

    // The picture is as before again, or was a moment ago what it is now.
    private static bool IsFlash(IReadOnlyList<byte[]> signatures, double distance, int i)
    {
        for (var step = 1; step <= Flash; step++)
        {
            if (i + step < signatures.Count && FrameSignature.Distance(signatures[i - 1], signatures[i + step]) < distance / Ratio)
                return true;
            if (i - 1 - step >= 0 && FrameSignature.Distance(signatures[i - 1 - step], signatures[i]) < distance / Ratio) return true;
        }
        return false;
    }

    /// <summary>The weakest cut at either end of a scene that is too short; −1 where none is.</summary>
    private static int Weakest(List<(double Time, double Strength)> cuts, double duration, double shortest)
    {
        var weakest = -1;
        for (var scene = 0; scene <= cuts.Count; scene++)
        {
            var (start, end) = (scene == 0 ? 0 : cuts[scene - 1].Time, scene == cuts.Count ? duration : cuts[scene].Time);
            if (end - start >= shortest) continue;
            if (scene > 0 && (weakest < 0 || cuts[scene - 1].Strength < cuts[weakest].Strength)) weakest = scene - 1;
            if (scene < cuts.Count && (weakest < 0 || cuts[scene].Strength < cuts[weakest].Strength)) weakest = scene;
        }
        return weakest;
    }
}
