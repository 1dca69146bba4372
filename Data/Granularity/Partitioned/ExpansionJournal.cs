using System.Text.Json;
using Gexia.Data.Loading;
using Gexia.Io;

namespace Gexia.Data.Granularities.Partitioned;

/// <summary>What is known of a block of the input whose pairs are divided.</summary>
/// <param name="Lines">Lines that it holds, where they are counted from its beginning; else 0.</param>
/// <param name="Bad">Pairs of it that cannot be used.</param>
internal readonly record struct DividedBlock(int Lines, int Bad);

/// <summary>
/// What of an expansion is done, so that one that was broken off goes on: a line of JSON for each divided block and each expanded part,
/// on the disk before the next begins, and behind the files that it tells of.
/// </summary>
/// <remarks>The first line says what is expanded, and how. Under other settings nothing that is there is used. Thread-safe.</remarks>
internal sealed class ExpansionJournal : IDisposable
{
    private const string Settings = "settings", Block = "block", Lines = "lines", Bad = "bad", Part = "part", Counts = "counts",
        Blocks = "blocks", Placing = "placing";

    private readonly Lock gate = new();
    private readonly Dictionary<int, DividedBlock> blocks = [];
    private readonly Dictionary<int, long[]> parts = [];
    private readonly ListFile file;
    private string? settings;

    private ExpansionJournal(string path) => file =
        ListFile.Open(path, "a line of the journal of an expansion", Take, isDurable: true);

    /// <summary>Opens the journal of an expansion, or begins one.</summary>
    /// <param name="path">The file; other files in its folder belong to the same expansion.</param>
    /// <param name="settings">Whatever the results depend on.</param>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static ExpansionJournal Open(string path, string settings)
    {
        var journal = new ExpansionJournal(path);
        if (journal.settings is not null && journal.settings != settings)
        {
            journal.Dispose();
            WorkFolder.Delete(Path.GetDirectoryName(path)!);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            journal = new ExpansionJournal(path);
        }
        if (journal.settings is null) journal.Add(json => json.WriteString(Settings, journal.settings = settings));
        return journal;
    }

    /// <summary>How many blocks the input has; null while not all are divided.</summary>
    public int? BlockCount { get; private set; }

    /// <summary>How many parts are expanded.</summary>
    public int PartsDone => parts.Count;

    /// <summary>Whether results are being put in place, and older ones are gone.</summary>
    public bool IsPlacing { get; private set; }

    /// <summary>Whether the pairs of a block are divided.</summary>
    public bool HasBlock(int number)
    {
        lock (gate) return blocks.ContainsKey(number);
    }

    /// <summary>The blocks in order, once all are divided.</summary>
    public IReadOnlyList<DividedBlock> InOrder()
    {
        lock (gate) return [.. Enumerable.Range(0, BlockCount!.Value).Select(number => blocks[number])];
    }

    /// <summary>The number of pairs of each granularity that a part gave; null while it is not expanded.</summary>
    public long[]? PartCounts(int part)
    {
        lock (gate) return parts.GetValueOrDefault(part);
    }

    /// <summary>A block is divided.</summary>
    public void AddBlock(int number, DividedBlock block)
    {
        lock (gate)
        {
            blocks[number] = block;
            Add(json =>
            {
                json.WriteNumber(Block, number);
                json.WriteNumber(Lines, block.Lines);
                json.WriteNumber(Bad, block.Bad);
            });
        }
    }

    /// <summary>All blocks are divided.</summary>
    public void EndBlocks(int count)
    {
        BlockCount = count;
        lock (gate) Add(json => json.WriteNumber(Blocks, count));
    }

    /// <summary>A part is expanded.</summary>
    public void AddPart(int part, long[] counts)
    {
        lock (gate)
        {
            parts[part] = counts;
            Add(json =>
            {
                json.WriteNumber(Part, part);
                json.WriteStartArray(Counts);
                foreach (var count in counts) json.WriteNumberValue(count);
                json.WriteEndArray();
            });
        }
    }

    /// <summary>Older results are gone, and these are put in place.</summary>
    public void BeginPlacing()
    {
        IsPlacing = true;
        lock (gate) Add(json => json.WriteBoolean(Placing, true));
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private void Add(Action<Utf8JsonWriter> write) => file.Add(write);

    private void Take(JsonElement line)
    {
        if (line.TryGetProperty(Settings, out var stated)) settings = stated.GetString();
        else if (line.TryGetProperty(Block, out var block))
            blocks[block.GetInt32()] = new(line.GetProperty(Lines).GetInt32(), line.GetProperty(Bad).GetInt32());
        else if (line.TryGetProperty(Part, out var part))
            parts[part.GetInt32()] = [.. line.GetProperty(Counts).EnumerateArray().Select(count => count.GetInt64())];
        else if (line.TryGetProperty(Blocks, out var count)) BlockCount = count.GetInt32();
        else IsPlacing = line.GetProperty(Placing).GetBoolean();
    }
}
