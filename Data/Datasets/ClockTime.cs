using System.Globalization;

namespace Gexia.Data.Datasets;

/// <summary>Times as clocks show them.</summary>
internal static class ClockTime
{
    /// <summary>
    /// Seconds of <c>HH:MM:SS.mmm</c>, <c>MM:SS</c> or <c>SS.mmm</c>; null where a text is none of them, such as one with 60 minutes in an
    /// hour.
    /// </summary>
    public static double? WithColons(string text)
    {
        var parts = text.Split(':');
        if (parts.Length > 3 || text.EndsWith('.')) return null;
        decimal time = 0;                                   // so that 60 + 2.345 is the number nearest to 62.345
        foreach (var (i, part) in parts.Index())
        {
            var style = i == parts.Length - 1 ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
            if (Number(part, style) is not { } number || (i > 0 && number >= 60)) return null;
            time = (time * 60) + number;
        }
        return (double)time;
    }

    /// <summary>Seconds of <c>hh.mm.ss.mmm</c>; null where a text is something else.</summary>
    public static double? WithPoints(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 ? WithColons($"{parts[0]}:{parts[1]}:{parts[2]}.{parts[3]}") : null;
    }

    /// <summary>At most a million million, more than any clock shows, so that no sum is too large.</summary>
    private static decimal? Number(string text, NumberStyles style) =>
        decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var number) && number <= 1e12m ? number : null;
}
