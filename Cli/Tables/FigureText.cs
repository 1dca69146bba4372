using System.Globalization;
using Gexia.Training.Evaluation;

namespace Gexia.Cli.Tables;

/// <summary>Measured figures as people read them.</summary>
internal static class FigureText
{
    private const string None = "–";

    /// <summary>What a row of <see cref="Spread"/> is called.</summary>
    public const string IntervalHeader = "± 95 %";

    /// <summary>What it says.</summary>
    public static string IntervalMeaning => string.Create(
        CultureInfo.InvariantCulture, $"half of the interval that holds 95 % of {Bootstrap.Resamples:N0} draws of as many test items");

    /// <summary>With one decimal.</summary>
    public static string Value(double value) => double.IsFinite(value) ? value.ToString("0.0", CultureInfo.InvariantCulture) : None;

    /// <summary>Half of an interval, as <c>±2.1</c>.</summary>
    public static string Spread(Interval? interval) =>
        interval is { } own && double.IsFinite(own.HalfWidth) ? $"±{Value(own.HalfWidth)}" : None;
}
