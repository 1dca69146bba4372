using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gexia.Benchmarks.Gpu;

/// <summary>What a stage saw: lines of text, and the same facts in a JSON file that all stages share.</summary>
/// <remarks>The file is written after every fact, so that what ends a stage takes none away.</remarks>
internal sealed class Report
{
    private readonly string? path;
    private readonly JsonObject all;
    private readonly JsonObject stage = [];

    /// <param name="path">The JSON file, or null for text alone.</param>
    /// <param name="name">The stage and its target.</param>
    public Report(string? path, string name)
    {
        this.path = path;
        all = path is not null && File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!.AsObject() : [];
        all[name] = stage;
        Console.WriteLine($"== {name}");
    }

    /// <summary>One fact of a table: a line of text and an object of the table's list.</summary>
    public void Add(string table, params (string Name, object? Value)[] facts)
    {
        var row = new JsonObject();
        var line = new StringBuilder(table.PadRight(14));
        foreach (var (name, value) in facts)
        {
            row[name] = Node(value);
            line.Append(CultureInfo.InvariantCulture, $"  {name} {Text(value)}");
        }
        if (stage[table] is not JsonArray rows) stage[table] = rows = [];
        rows.Add((JsonNode)row);
        Console.WriteLine(line);
        if (path is not null) File.WriteAllText(path, all.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    /// <summary>A thing that is asked and may fail: what it threw becomes a fact, and the stage goes on.</summary>
    public void Try(string table, string what, Action ask)
    {
        try
        {
            ask();
        }
        catch (Exception error)
        {
            Add(table, ("case", what), ("failed", Describe(error)));
        }
    }

    /// <summary>All messages of an exception, in one line.</summary>
    public static string Describe(Exception error)
    {
        var text = new StringBuilder();
        for (Exception? e = error; e is not null; e = e.InnerException)
            text.Append(text.Length > 0 ? " <- " : "").Append(e.GetType().Name).Append(": ").Append(e.Message);
        return text.Replace('\n', ' ').Replace('\r', ' ').ToString();
    }

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        bool b => b,
        int i => i,
        long l => l,
        double d when double.IsFinite(d) => double.Parse(Text(d), CultureInfo.InvariantCulture),
        float f when float.IsFinite(f) => f,
        _ => Text(value),
    };

    private static string Text(object? value) => value switch
    {
        null => "-",
        bool b => b ? "yes" : "no",
        float f => f.ToString("R", CultureInfo.InvariantCulture),
        double d => d.ToString("G6", CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
