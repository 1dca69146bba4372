using System.Globalization;

/// <summary>What the lessons share: headings, tables, and checks that end the program with exit code 1 when they fail.</summary>
internal static class Lesson
{
    private static int held;

    /// <summary>A heading.</summary>
    public static void Part(string title) => Console.WriteLine($"\n{title}\n{new string('-', title.Length)}");

    /// <summary>Something that must be true.</summary>
    public static void Holds(string what, bool holds)
    {
        if (holds) Console.WriteLine($"  ok: {what}");
        else Fail(what);
        held++;
    }

    /// <summary>Two numbers that must be the same up to rounding.</summary>
    public static void Same(string what, double actual, double expected, double tolerance = 1e-6) =>
        Same(what, [actual], [expected], tolerance);

    /// <summary>Two lists of numbers that must be the same up to rounding.</summary>
    public static void Same(string what, IReadOnlyList<double> actual, IReadOnlyList<double> expected, double tolerance = 1e-6)
    {
        if (actual.Count != expected.Count) Fail($"{what}: {actual.Count} numbers instead of {expected.Count}");
        for (var i = 0; i < actual.Count; i++)
            if (!(Math.Abs(actual[i] - expected[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i]))))
                Fail(FormattableString.Invariant($"{what}: number {i} is {actual[i]:R}, not {expected[i]:R}"));
        Holds(what, true);
    }

    /// <summary>Rows under a header: words to the left, numbers, with four digits, to the right.</summary>
    public static void Table(string[] header, IEnumerable<object[]> rows)
    {
        object[][] values = [.. rows];
        string[][] cells = [header, .. values.Select(row => Array.ConvertAll(row, Cell))];
        int[] widths = [.. header.Select((_, column) => cells.Max(row => row[column].Length))];
        bool[] isWords = [.. header.Select((_, column) => values.All(row => row[column] is string))];
        foreach (var row in cells)
        {
            var padded = row.Select((cell, column) => isWords[column] ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            Console.WriteLine(("  " + string.Join("  ", padded)).TrimEnd());
        }
    }

    /// <summary>A line chart, written as SVG to .build/lessons.</summary>
    public static void Chart(string name, string title, params (string Name, double[] Values)[] lines)
    {
        const int width = 480, height = 240, edge = 30;
        string[] colours = ["#1f6fb2", "#c2571a", "#3a8f3a", "#8a4fb0"];
        var all = lines.SelectMany(line => line.Values).ToArray();
        double low = Math.Min(0, all.Min()), high = all.Max();
        var svg = new StringWriter(CultureInfo.InvariantCulture);
        svg.WriteLine(
            $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">""");
        svg.WriteLine($"""<rect width="100%" height="100%" fill="white"/><text x="{edge}" y="18">{title}</text>""");
        svg.WriteLine($"""<path d="M{edge} {edge}V{height - edge}H{width - edge}" fill="none" stroke="#888"/>""");
        svg.WriteLine(
            FormattableString.Invariant($"""<text x="2" y="{edge + 4}">{high:G3}</text><text x="2" y="{height - edge}">{low:G3}</text>"""));
        for (var i = 0; i < lines.Length; i++)
        {
            var values = lines[i].Values;
            double X(int at) => edge + ((width - (2.0 * edge)) * at / Math.Max(1, values.Length - 1));
            double Y(double value) => height - edge - ((height - (2.0 * edge)) * (value - low) / (high - low));
            var points = values.Select((value, at) => FormattableString.Invariant($"{X(at):0.#},{Y(value):0.#}"));
            svg.WriteLine($"""<polyline fill="none" stroke="{colours[i % 4]}" stroke-width="2" points="{string.Join(' ', points)}"/>""");
            svg.WriteLine($"""<text x="{width - edge - 110}" y="{edge + 14 + (16 * i)}" fill="{colours[i % 4]}">{lines[i].Name}</text>""");
        }
        svg.WriteLine("</svg>");
        // Where the lesson's file lies, as `dotnet run FILE.cs` tells it.
        var lessons = AppContext.GetData("EntryPointFileDirectoryPath") as string ?? Environment.CurrentDirectory;
        var folder = Path.GetFullPath(Path.Combine(lessons, "..", ".build", "lessons"));
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), svg.ToString());
        Console.WriteLine($"  figure: .build/lessons/{name}");
    }

    /// <summary>The last line: how many checks held.</summary>
    public static void End() => Console.WriteLine($"\n{held} checks held.");

    private static string Cell(object value) => value switch
    {
        double or float => ((IFormattable)value).ToString("0.####", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static void Fail(string what)
    {
        Console.Error.WriteLine($"FAILED: {what}");
        Environment.Exit(1);
    }
}
