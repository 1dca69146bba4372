using System.Globalization;
using System.Text;

namespace Gexia.Benchmarks.Expansion;

/// <summary>
/// Writes a file in InternVid's form with the sizes of InternVid-10M-FLT, to measure <c>gexia expand</c>:
/// <c>internvid --rows 10000000 --out FILE</c>. The same rows give the same bytes.
/// </summary>
/// <remarks>
/// Clips per source follow the geometric law with mean 2.5 (P(n ≥ 4) = 0.6³), captions have 5 to 14 words, and the rows are
/// shuffled over the whole file, so that clips of a source are hardly ever adjacent or in time order.
/// </remarks>
internal static class InternVidRows
{
    private const double Continues = 0.6;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly string[] things =
        ("man woman child dog cat horse car bicycle boat kitchen street garden table ball guitar piano knife bowl phone screen tree river "
        + "bridge mountain beach player crowd stage camera hand shirt jacket hat box bottle door window room field road").Split(' ');

    private static readonly string[] kinds =
        "red blue green small large old young white black wooden bright dark tall empty busy quiet wet round".Split(' ');

    private static readonly string[] acts =
        "holds opens cuts plays throws lifts cleans paints watches repairs carries pushes draws shows".Split(' ');

    private static readonly string[] places = "in on near behind beside under above through".Split(' ');

    public static void Run(string[] words)
    {
        var arguments = new Arguments(words);
        var (rows, path) = (arguments.Number("--rows", 1_000_000), arguments.Text("--out", ""));
        if (path.Length == 0 || arguments.Rest.Count > 0) throw new ArgumentException("internvid needs --rows N --out FILE.");
        var clips = Clips(rows, out var sources);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        var line = new StringBuilder();
        var bytes = new byte[4096];
        foreach (var (source, number) in clips)
        {
            var random = new Rng((ulong)source).At(number, "clip");
            Row(line.Clear(), source, number, random);
            foreach (var chunk in line.GetChunks()) file.Write(bytes, 0, Encoding.ASCII.GetBytes(chunk.Span, bytes));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {rows} rows of {sources} sources, {file.Length} bytes"));
    }

    private static (int Source, int Number)[] Clips(int rows, out int sources)
    {
        var random = new Rng(20261127);
        var clips = new (int, int)[rows];
        var (source, number) = (0, 0);
        for (var i = 0; i < rows; i++)
        {
            clips[i] = (source, number++);
            if (random.NextDouble() >= Continues) (source, number) = (source + 1, 0);
        }
        sources = source + (number > 0 ? 1 : 0);
        random.At(0, "order").Shuffle(clips);
        return clips;
    }

    private static void Row(StringBuilder line, int source, int number, Rng random)
    {
        line.Append("{\"YoutubeID\": \"");
        var id = new Rng((ulong)source).At(0, "id");
        for (var i = 0; i < 11; i++) line.Append(Letters[id.NextInt32(Letters.Length)]);
        var start = (number * 14_000) + random.NextInt32(2000);
        line.Append("\", \"Start_timestamp\": \"");
        Time(line, start);
        line.Append("\", \"End_timestamp\": \"");
        Time(line, start + 2000 + random.NextInt32(10_000));
        line.Append("\", \"Caption\": \"a ").Append(Of(kinds)).Append(' ').Append(Of(things)).Append(' ').Append(Of(acts)).Append(" a ");
        if (random.NextInt32(2) == 0) line.Append(Of(kinds)).Append(' ');
        line.Append(Of(things));
        if (random.NextInt32(3) > 0) line.Append(' ').Append(Of(places)).Append(" the ").Append(Of(things));
        if (random.NextInt32(4) == 0) line.Append(" and then ").Append(Of(acts)).Append(" it");
        line.Append("\", \"Aesthetic_Score\": ").Append(CultureInfo.InvariantCulture, $"{3 + random.NextDouble() * 3:0.000000}");
        line.Append(", \"UMT_Score\": ").Append(CultureInfo.InvariantCulture, $"{random.NextDouble():0.000000}").Append("}\n");

        string Of(string[] words) => words[random.NextInt32(words.Length)];
    }

    private static void Time(StringBuilder line, int milliseconds)
    {
        var seconds = milliseconds / 1000;
        line.Append(
            CultureInfo.InvariantCulture,
            $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}.{milliseconds % 1000:000}");
    }
}
