using System.Globalization;
using System.Text.Json;
using Gexia.Data.Image;
using Gexia.Embeddings;

namespace Gexia.Benchmarks;

/// <summary>
/// <c>pixels DIR [MODEL]</c>: pictures that <c>peers/pictures.py DIR</c> made, beside Pillow's pixels and their embeddings.
/// </summary>
internal static class Pixels
{
    private sealed record Row(string Format, string Kind, int Most, double Mean, double Cosine);

    public static void Run(string[] arguments)
    {
        if (arguments.Length is < 1 or > 2)
            throw new ArgumentException("pixels: say the folder that peers/pictures.py made, and a model's if embeddings are wanted.");
        var model = arguments.Length > 1 ? EmbeddingModel.Open(arguments[1]) : null;
        var rows = new List<Row>();
        foreach (var line in File.ReadLines(Path.Combine(arguments[0], "pictures.jsonl")))
        {
            using var entry = JsonDocument.Parse(line);
            string Text(string name) => entry.RootElement.GetProperty(name).GetString()!;
            var (format, kind, file) = (Text("format"), Text("kind"), Text("file"));
            try
            {
                var ours = Picture.Read(Path.Combine(arguments[0], file));
                var theirs = new RgbImage(
                    entry.RootElement.GetProperty("width").GetInt32(), entry.RootElement.GetProperty("height").GetInt32(),
                    File.ReadAllBytes(Path.Combine(arguments[0], file + ".rgb")));
                if ((ours.Width, ours.Height) != (theirs.Width, theirs.Height))
                    throw new InvalidDataException($"is {ours.Width}x{ours.Height}, not {theirs.Width}x{theirs.Height}");
                var (most, sum) = (0, 0L);
                for (var i = 0; i < ours.Pixels.Length; i++)
                {
                    var difference = Math.Abs(ours.Pixels[i] - theirs.Pixels[i]);
                    most = Math.Max(most, difference);
                    sum += difference;
                }
                rows.Add(
                    new(
                        format, kind, most, (double)sum / ours.Pixels.Length,
                        most == 0 || model is null ? 1 : Cosine(model, ours, theirs)));
            }
            catch (Exception error) when (error is GexiaException or InvalidDataException)
            {
                Console.WriteLine($"{format} {kind}: {error.Message}");
                rows.Add(new(format, kind + " (refused)", 256, 256, 0));
            }
        }
        Table("format", rows.GroupBy(row => row.Format));
        Table("kind", rows.GroupBy(row => $"{row.Format} {row.Kind}"));
    }

    private static double Cosine(EmbeddingModel model, RgbImage a, RgbImage b)
    {
        var embedded = model.EmbedImages([a, b]);
        return embedded[0].Zip(embedded[1], (x, y) => (double)x * y).Sum();       // both have length 1
    }

    private static void Table(string by, IEnumerable<IGrouping<string, Row>> groups)
    {
        Console.WriteLine(
            $"\n| {by} | pictures | identical | largest difference | mean difference | smallest cosine |\n|---|---|---|---|---|---|");
        foreach (var group in groups)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {group.Key} | {group.Count()} | {group.Count(row => row.Most == 0)} | {group.Max(row => row.Most)} | "
                    + $"{group.Average(row => row.Mean):0.0000} | {group.Min(row => row.Cosine):0.000000} |"));
    }
}
