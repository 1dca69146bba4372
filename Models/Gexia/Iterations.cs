using System.Globalization;

namespace Gexia.Models;

/// <summary>#iter of both IAMs for one kind of data, written <c>3-1</c>: video first (GEXIA §4.1, Table 4).</summary>
/// <param name="Video">Shared iterations of the video IAM, 0 or more.</param>
/// <param name="Text">Shared iterations of the text IAM, 0 or more.</param>
public sealed record Iterations(int Video, int Text) : ModelOptions
{
    private const int Most = 64;

    /// <inheritdoc/>
    public override string Name => "iterations";

    /// <inheritdoc/>
    public override string ForMedia => Video.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads <c>3-1</c>.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static Iterations Parse(string text)
    {
        var parts = text.Split('-');
        return parts.Length == 2 && TryCount(parts[0], out var video) && TryCount(parts[1], out var textCount)
            ? new(video, textCount)
            : throw new FormatException($"Iterations: '{text}' is not like 3-1: #iter of the video and of the text, each 0..{Most}.");
    }

    /// <summary>As <c>3-1</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Video}-{Text}");

    private static bool TryCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count <= Most;
}
