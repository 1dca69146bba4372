using System.Buffers.Binary;
using System.Text;

namespace Gexia.Tests.Fuzzing;

/// <summary>
/// Changes a good file a little: the n-th input of a seed is a function of seed and n alone, so any of them can be made again.
/// </summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, IReadOnlyList<string> words, int seed)
{
    private const int Longest = 1 << 16;

    private static readonly long[] edges =
        [
            0, 1, -1, 2, 7, 8, 16, 32, 64, 127, 128, 255, 256, 1000, 1024, 4096, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue,
            uint.MaxValue, 1L << 32, 1L << 53, long.MaxValue, long.MinValue
        ];

    /// <summary>Input number n.</summary>
    public byte[] Make(long n)
    {
        var random = new Random(HashOf(seed, n));
        var bytes = new List<byte>(corpus[random.Next(corpus.Count)]);
        for (var left = 1 + random.Next(random.Next(4) == 0 ? 12 : 3); left > 0; left--) Change(bytes, random);
        return [.. bytes];
    }

    private void Change(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        switch (random.Next(11))
        {
            case 0 when at < bytes.Count: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1 when at < bytes.Count: bytes[at] = (byte)random.Next(256); break;
            case 2: Insert(bytes, at, [(byte)random.Next(256)]); break;
            case 3: bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + random.Next(random.Next(3) == 0 ? 64 : 4))); break;
            case 4: bytes.RemoveRange(at, bytes.Count - at); break;
            case 5: Insert(bytes, random.Next(bytes.Count + 1), bytes.GetRange(at, Math.Min(bytes.Count - at, 1 + random.Next(64)))); break;
            case 6: Overwrite(bytes, at, Number(random)); break;
            case 7: Insert(bytes, at, Encoding.UTF8.GetBytes(words[random.Next(words.Count)])); break;
            case 8: Overwrite(bytes, at, Encoding.UTF8.GetBytes(words[random.Next(words.Count)])); break;
            case 9: ReplaceDigits(bytes, at, random); break;
            default:
                var other = corpus[random.Next(corpus.Count)];
                var from = random.Next(other.Length);
                Insert(bytes, at, other[from..Math.Min(other.Length, from + 1 + random.Next(256))]);
                break;
        }
    }

    private static byte[] Number(Random random)
    {
        var value = edges[random.Next(edges.Length)];
        var bytes = new byte[1 << random.Next(4)];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(value >> (8 * i));
        if (random.Next(2) == 0) Array.Reverse(bytes);
        return bytes;
    }

    // The next number that is written in digits becomes another one.
    private static void ReplaceDigits(List<byte> bytes, int at, Random random)
    {
        while (at < bytes.Count && !char.IsAsciiDigit((char)bytes[at])) at++;
        var end = at;
        while (end < bytes.Count && char.IsAsciiDigit((char)bytes[end])) end++;
        bytes.RemoveRange(at, end - at);
        Insert(
            bytes, at,
            Encoding.ASCII.GetBytes(edges[random.Next(edges.Length)].ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static void Insert(List<byte> bytes, int at, IReadOnlyCollection<byte> what)
    {
        if (bytes.Count + what.Count <= Longest) bytes.InsertRange(at, what);
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] what)
    {
        for (var i = 0; i < what.Length && at + i < bytes.Count; i++) bytes[at + i] = what[i];
    }

    private static int HashOf(int seed, long n)
    {
        Span<byte> key = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(key, seed);
        BinaryPrimitives.WriteInt64LittleEndian(key[4..], n);
        var hash = 2166136261u;      // FNV-1a
        foreach (var value in key) hash = (hash ^ value) * 16777619u;
        return (int)hash;
    }
}
