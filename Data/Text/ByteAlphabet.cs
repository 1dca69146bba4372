namespace Gexia.Data.Text;

/// <summary>GPT-2's printable stand-ins: each of the 256 bytes is one visible character in vocabulary files.</summary>
/// <remarks>Printable Latin-1 characters stand for themselves; the other 68 bytes become U+0100, U+0101, … in ascending order.
/// The same list, printable ones first, numbers the first 256 ids: byte 0x21 ("!") is id 0.</remarks>
internal static class ByteAlphabet
{
    /// <summary>Ends the last symbol of a word.</summary>
    public const string EndOfWord = "</w>";

    private static readonly int[] ValueOf = new int[0x100 + 68];

    static ByteAlphabet()
    {
        Array.Fill(ValueOf, -1);
        var order = Enumerable.Range(0, 256).OrderBy(value => IsPrintable(value) ? 0 : 1).ToArray();      // stable
        for (var i = 0; i < order.Length; i++)
        {
            var value = order[i];
            Order[i] = (byte)value;
            Characters[value] = (char)(IsPrintable(value) ? value : 0x100 + i - 188);
            ValueOf[Characters[value]] = value;
        }
    }

    /// <summary>The bytes in the order of their ids.</summary>
    public static byte[] Order { get; } = new byte[256];

    /// <summary>The character of each byte.</summary>
    public static char[] Characters { get; } = new char[256];

    /// <summary>The byte that <paramref name="character"/> stands for; −1 if none.</summary>
    public static int Value(char character) => character < ValueOf.Length ? ValueOf[character] : -1;

    private static bool IsPrintable(int value) => value is >= 0x21 and <= 0x7E or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF;
}
