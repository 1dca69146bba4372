using System.Globalization;

namespace Gexia.Cli.Demo;

/// <summary>Whether an alignment map finds the object that its text speaks of.</summary>
internal static class ObjectContrast
{
    /// <summary>In how many clips the map finds the object; empty where none could be measured.</summary>
    /// <param name="contrasts">[clips] mean fall of the cosine on the object minus beside it, over the frames that show it; NaN where it
    /// could not be measured.</param>
    public static string Share(IEnumerable<double> contrasts)
    {
        var measured = contrasts.Where(double.IsFinite).ToList();
        if (measured.Count == 0) return "";
        var above = measured.Count(contrast => contrast > 0);
        return string.Create(CultureInfo.InvariantCulture,
            $"Of {measured.Count} unseen clips, each with its caption, the map finds the object in {above} "
            + $"({100.0 * above / measured.Count:0} %); guessing would give half of them. What changes that share: "
            + $"docs/alignment-maps.md.");
    }

    /// <summary>The sentence below the map; empty where no frame could be measured.</summary>
    /// <param name="contrasts">[frames] mean fall of the cosine on the object minus beside it; NaN where the object covers
    /// no or every place.</param>
    public static string Sentence(IEnumerable<double> contrasts)
    {
        var measured = contrasts.Where(double.IsFinite).ToList();
        if (measured.Count == 0) return "";
        var mean = measured.Average();
        var (above, finds) = (measured.Count(contrast => contrast > 0), mean > 0 ? "finds" : "does not find");
        return string.Create(CultureInfo.InvariantCulture,
            $"Mean fall on the object minus beside it: {mean:+0.0000;−0.0000;0.0000}, above zero in {above} of {measured.Count} "
            + $"frames: the map {finds} the object in this one clip.");
    }
}
