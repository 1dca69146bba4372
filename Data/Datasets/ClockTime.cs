using System.Globalization;

namespace Gexia.Data.Datasets;

/// <summary>Times as clocks show them.</summary>
internal static class ClockTime
{
    /// <summary>Seconds of <c>HH:MM:SS.mmm</c>, <c>MM:SS</c> or <c>SS.mmm</c>; null where a text is none of them.</summary>
    public static double? WithColons(string text)
    {
        var parts = text.Split(':');
        if (parts.Length > 3 || Number(parts[^1], NumberStyles.AllowDecimalPoint) is not { } seconds) return null;
        double whole = 0;
        foreach (var part in parts.AsSpan(..^1))
        {
            if (Number(part, NumberStyles.None) is not { } number) return null;
            whole = (whole + number) * 60;
        }
        return whole + seconds;
    }

    /// <summary>Seconds of <c>hh.mm.ss.mmm</c>; null where a text is something else.</summary>
    public static double? WithPoints(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 ? WithColons($"{parts[0]}:{parts[1]}:{parts[2]}.{parts[3]}") : null;
    }

    private static double? Number(string text, NumberStyles style) =>
        double.TryParse(text, style, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
