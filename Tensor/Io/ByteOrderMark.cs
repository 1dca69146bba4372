namespace Gexia.Io;

/// <summary>The bytes that some editors put before a text to mark its encoding.</summary>
public static class ByteOrderMark
{
    /// <summary>How many bytes of a UTF-8 mark a text begins with.</summary>
    /// <param name="text">The text, or its first bytes; four are enough.</param>
    /// <param name="name">What a message calls it.</param>
    /// <returns>3 or 0.</returns>
    /// <exception cref="GexiaException">The text is UTF-16 or UTF-32.</exception>
    public static int Length(ReadOnlySpan<byte> text, string name)
    {
        if (Foreign(text) is { } encoding) throw new GexiaException($"{name}: is {encoding}. Save it in UTF-8.");
        return text.StartsWith("\uFEFF"u8) ? 3 : 0;
    }

    /// <summary>The encoding that a text which is not UTF-8 is marked as; null for every other text.</summary>
    private static string? Foreign(ReadOnlySpan<byte> text) => text switch
    {
        [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] => "UTF-32",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "UTF-16",
        // Without a mark: ASCII in two bytes each. UTF-8 has no reason for zeros between letters.
        [not 0, 0, not 0, 0, ..] or [0, not 0, 0, not 0, ..] => "UTF-16",
        _ => null,
    };
}
