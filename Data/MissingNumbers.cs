namespace Gexia.Data;

/// <summary>Numbers that are none: many programs write them into JSON as NaN, Infinity and -Infinity, which JSON does not know.</summary>
internal static class MissingNumbers
{
    /// <summary>A copy of a JSON text with null in place of each of these words outside of strings.</summary>
    /// <returns>Null when there is no such word.</returns>
    public static byte[]? AsNull(ReadOnlySpan<byte> json)
    {
        var result = new List<byte>(json.Length + 16);
        var (inString, found) = (false, false);
        for (var i = 0; i < json.Length; i++)
        {
            if (!inString && WordLength(json[i..]) is > 0 and var length)
            {
                result.AddRange("null"u8);
                found = true;
                i += length - 1;
                continue;
            }
            result.Add(json[i]);
            if (json[i] == '"') inString = !inString;
            else if (inString && json[i] == '\\' && i + 1 < json.Length) result.Add(json[++i]);
        }
        return found ? [.. result] : null;
    }

    private static int WordLength(ReadOnlySpan<byte> at) =>
        at.StartsWith("NaN"u8) ? 3 : at.StartsWith("Infinity"u8) ? 8 : at.StartsWith("-Infinity"u8) ? 9 : 0;
}
