using System.Globalization;

namespace Gexia.Data.Text;

/// <summary>The classes of code points that cleaning and splitting tell apart.</summary>
/// <remarks>
/// Categories come from <see cref="CharUnicodeInfo"/>, whose data lie in the framework itself and not in ICU (Unicode 16.0 in .NET 10).
/// </remarks>
internal static class CharacterClass
{
    /// <summary>\p{L}: a letter of any case or script.</summary>
    public static bool IsLetter(int point) => CharUnicodeInfo.GetUnicodeCategory(point) <= UnicodeCategory.OtherLetter;

    /// <summary>\p{N}: a decimal digit, a letter number or another number.</summary>
    public static bool IsNumber(int point) =>
        CharUnicodeInfo.GetUnicodeCategory(point) is UnicodeCategory.DecimalDigitNumber
        or UnicodeCategory.LetterNumber
        or UnicodeCategory.OtherNumber;

    /// <summary>\s: the Unicode property White_Space.</summary>
    public static bool IsWhiteSpace(int point) => point <= 0xFFFF && char.IsWhiteSpace((char)point);

    /// <summary>What Python's <c>str.strip</c> removes: white space and the four ASCII separators 0x1C..0x1F.</summary>
    public static bool IsStripped(int point) => point is >= 0x1C and <= 0x1F || IsWhiteSpace(point);
}
