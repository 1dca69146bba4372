#:property RestorePackagesWithLockFile=false
// Turns a recording of a terminal, as record makes it, into one SVG that plays itself: CSS only, no script, no font, no network.
//
//   dotnet run docs/recording/animate.cs -- OUTPUT TIMING SVG
//
// OUTPUT is what the terminal was sent; TIMING has a line "seconds bytes" for each piece of it (script --log-timing). A step's own time is
// marked by record with OSC 777;begin and 777;end: a step above Patience seconds is shown in about that time, and the caption says so.

using System.Globalization;
using System.Text;

const int Columns = 80, Rows = 24;
const double Patience = 5, Rest = 7, Blink = 0.08;              // seconds: of a long step, after the last, of the shortest frame
const double CellWidth = 8.43, CellHeight = 18, Margin = 14;    // pixels, at 14 pixels a letter

if (args.Length != 3) throw new ArgumentException("animate: OUTPUT TIMING SVG");
var bytes = File.ReadAllBytes(args[0]);
var screen = new Screen(Columns, Rows);
var frames = new List<(double Time, string[] Lines, int Row, int Column)>();
// The first line is script's own, and no piece counts it.
var (at, real, shown, begun, longest) = (bytes.AsSpan().IndexOf((byte)'\n') + 1, 0.0, 0.0, -1, new List<double>());
foreach (var line in File.ReadLines(args[1]))
{
    var parts = line.Split(' ');
    real += double.Parse(parts[0], CultureInfo.InvariantCulture);
    var count = int.Parse(parts[1], CultureInfo.InvariantCulture);
    foreach (var mark in screen.Take(bytes.AsSpan(at, Math.Min(count, bytes.Length - at))))
    {
        if (mark == "begin") (begun, shown, real) = (frames.Count, frames.Count == 0 ? 0 : frames[^1].Time, 0);
        if (mark == "end" && begun >= 0)
        {
            // The frames of a long step move together until they last as long as one is patient.
            var scale = real > Patience ? Patience / real : 1;
            for (var i = begun; i < frames.Count; i++) frames[i] = frames[i] with { Time = shown + ((frames[i].Time - shown) * scale) };
            if (scale < 1) longest.Add(real);
            (shown, real, begun) = (shown + (real * scale), 0, -1);
        }
    }
    at += count;
    frames.Add((shown + real, screen.Lines(), screen.Row, screen.Column));
}
Write(args[2], Thin(frames));

// Of frames closer than an eye can tell the last stays, and of equal ones the first.
static List<(double Time, string[] Lines, int Row, int Column)> Thin(List<(double Time, string[] Lines, int Row, int Column)> frames)
{
    var kept = new List<(double Time, string[] Lines, int Row, int Column)>();
    foreach (var frame in frames)
    {
        if (kept.Count > 0 && frame.Lines.SequenceEqual(kept[^1].Lines) && (frame.Row, frame.Column) == (kept[^1].Row, kept[^1].Column))
            continue;
        if (kept.Count > 0 && frame.Time - kept[^1].Time < Blink) kept[^1] = frame with { Time = kept[^1].Time };
        else kept.Add(frame);
    }
    return kept;
}

void Write(string path, List<(double Time, string[] Lines, int Row, int Column)> frames)
{
    var total = frames[^1].Time + Rest;
    var (width, height) = ((Columns * CellWidth) + (2 * Margin), (Rows * CellHeight) + (2 * Margin) + 26);
    var svg = new StringBuilder();
    svg.Append(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0.#} {height:0.#}\" "));
    svg.Append(Invariant($"width=\"{width:0}\" height=\"{height:0}\" role=\"img\">\n"));
    svg.Append("<title>From git clone to a found moment, in a terminal</title>\n<style>\n");
    svg.Append("text { font: 14px ui-monospace, Menlo, Consolas, \"DejaVu Sans Mono\", monospace; fill: #e8e6e1; white-space: pre; }\n");
    svg.Append(".b { font-weight: 700; } .d { fill: #8f959e; } .g { fill: #2fc99a; } .r { fill: #ff7a6b; } .y { fill: #f0c040; } ");
    svg.Append(".u { fill: #5ab4e5; } .c { font: 12px system-ui, sans-serif; fill: #8f959e; }\n");
    svg.Append("@keyframes play {\n");
    for (var i = 0; i < frames.Count; i++)
        svg.Append(Invariant($"{100 * frames[i].Time / total:0.###}% {{ transform: translateX({-i * width:0.#}px); }}\n"));
    svg.Append(Invariant($"100% {{ transform: translateX({-(frames.Count - 1) * width:0.#}px); }}\n}}\n"));
    svg.Append(Invariant($"#film {{ transform: translateX({-(frames.Count - 1) * width:0.#}px); "));
    svg.Append(Invariant($"animation: play {total:0.#}s step-end infinite; }}\n"));
    svg.Append("@media (prefers-reduced-motion: reduce) { #film { animation: none; } }\n</style>\n");

    var symbols = new Dictionary<string, int>(StringComparer.Ordinal);
    foreach (var line in frames.SelectMany(frame => frame.Lines).Where(line => line.Length > 0)) symbols.TryAdd(line, symbols.Count);
    svg.Append("<defs>\n");
    foreach (var (line, number) in symbols) svg.Append($"<text id=\"l{number}\">{line}</text>\n");
    svg.Append(Invariant($"</defs>\n<rect width=\"{width:0.#}\" height=\"{height:0.#}\" rx=\"8\" fill=\"#15171a\"/>\n<g id=\"film\">\n"));
    for (var i = 0; i < frames.Count; i++)
    {
        svg.Append(Invariant($"<g transform=\"translate({(i * width) + Margin:0.#} {Margin})\">"));
        var (_, lines, row, column) = frames[i];
        svg.Append(Invariant($"<rect x=\"{column * CellWidth:0.#}\" y=\"{row * CellHeight:0.#}\" "));
        svg.Append(Invariant($"width=\"{CellWidth}\" height=\"{CellHeight}\" fill=\"#6a7078\"/>"));
        for (var y = 0; y < lines.Length; y++)
            if (lines[y].Length > 0) svg.Append(Invariant($"<use href=\"#l{symbols[lines[y]]}\" y=\"{((y + 1) * CellHeight) - 5}\"/>"));
        svg.Append("</g>\n");
    }
    var waits = longest.Count == 0 ? "" : $" Waits are shortened: the longest took {string.Join(" and ", longest.Select(Duration))}.";
    svg.Append(Invariant($"</g>\n<text class=\"c\" x=\"{Margin}\" y=\"{height - 12:0.#}\">"));
    svg.Append($"A real terminal, typed by a script.{waits}</text>\n</svg>\n");
    File.WriteAllText(path, svg.ToString());
    Console.WriteLine(
        Invariant($"{frames.Count} frames, {symbols.Count} lines, {total:0.0} s, {new FileInfo(path).Length / 1024} KiB: {path}"));
}

static string Duration(double seconds) =>
    seconds < 90 ? Invariant($"{seconds:0} s") : Invariant($"{Math.Floor(seconds / 60):0} min {seconds % 60:0} s");

static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

/// <summary>As much of a terminal as these programs use: text, colours, returns, backspaces, erasing and moving the cursor.</summary>
internal sealed class Screen(int columns, int rows)
{
    private readonly record struct Cell(char Letter, string Style);

    private static readonly Cell blank = new(' ', "");
    private readonly Cell[][] cells = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Repeat(blank, columns).ToArray())];
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder escape = new();
    private string style = "";

    public int Row { get; private set; }

    public int Column { get; private set; }

    /// <summary>Shows some bytes; the marks in them.</summary>
    public List<string> Take(ReadOnlySpan<byte> bytes)
    {
        var letters = new char[bytes.Length + 4];
        var marks = new List<string>();
        foreach (var c in letters.AsSpan(0, decoder.GetChars(bytes, letters, flush: false)))
        {
            if (escape.Length > 0) Escape(c, marks);
            else if (c == '\u001b') escape.Append(c);
            else if (c == '\n') Down();
            else if (c == '\r') Column = 0;
            else if (c == '\b') Column = Math.Max(0, Column - 1);
            else if (c >= ' ') Put(c);
        }
        return marks;
    }

    /// <summary>Each row as SVG; empty where nothing stands.</summary>
    public string[] Lines() => [.. cells.Select(Line)];

    private static string Line(Cell[] row)
    {
        var length = row.Length;
        while (length > 0 && row[length - 1].Letter == ' ') length--;
        var svg = new StringBuilder();
        for (var i = 0; i < length;)
        {
            var end = i;
            while (end < length && row[end].Style == row[i].Style) end++;
            var text = new string([.. row[i..end].Select(cell => cell.Letter)]).Replace("&", "&amp;").Replace("<", "&lt;");
            svg.Append(row[i].Style.Length == 0 ? text : $"<tspan class=\"{row[i].Style}\">{text}</tspan>");
            i = end;
        }
        return svg.ToString();
    }

    private void Put(char letter)
    {
        if (Column == columns) (Column, _) = (0, Down());
        cells[Row][Column++] = new(letter, style);
    }

    private bool Down()
    {
        if (Row < rows - 1) Row++;
        else
        {
            for (var y = 1; y < rows; y++) cells[y - 1] = cells[y];
            cells[^1] = [.. Enumerable.Repeat(blank, columns)];
        }
        return true;
    }

    private void Escape(char c, List<string> marks)
    {
        escape.Append(c);
        if (escape.Length == 2 && c is '[' or ']') return;
        if (escape[1] == ']')
        {
            if (c != '\a') return;
            if (escape.ToString(2, escape.Length - 3) is var text && text.StartsWith("777;", StringComparison.Ordinal))
                marks.Add(text[4..]);
        }
        else if (escape[1] == '[')
        {
            if (c is < '@' or > '~') return;
            Control(c, escape.ToString(2, escape.Length - 3));
        }
        escape.Clear();
    }

    private void Control(char kind, string parameters)
    {
        int[] numbers = [.. parameters.Split(';').Select(text => int.TryParse(text, out var number) ? number : 0)];
        var count = Math.Max(1, numbers[0]);
        if (kind == 'm') foreach (var number in numbers) Style(number);
        else if (kind == 'A') Row = Math.Max(0, Row - count);
        else if (kind == 'B') Row = Math.Min(rows - 1, Row + count);
        else if (kind == 'C') Column = Math.Min(columns, Column + count);
        else if (kind == 'D') Column = Math.Max(0, Column - count);
        else if (kind == 'G') Column = count - 1;
        else if (kind == 'K') cells[Row].AsSpan(numbers[0] == 0 ? Math.Min(Column, columns) : 0).Fill(blank);
        else if (kind == 'J') for (var y = numbers[0] == 0 ? Row : 0; y < rows; y++) cells[y].AsSpan().Fill(blank);
    }

    private void Style(int number) => style = number switch
    {
        0 or 22 or 39 => "",
        1 => "b",
        2 or 90 => "d",
        31 or 91 => "r",
        32 or 92 => "g",
        33 or 93 => "y",
        34 or 36 or 94 or 96 => "u",
        _ => style,
    };
}
