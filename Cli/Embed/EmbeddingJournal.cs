using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using Gexia.Embeddings;
using Gexia.Io;

namespace Gexia.Cli.Embed;

/// <summary>One row of the output.</summary>
/// <param name="File">As the command line gave it.</param>
/// <param name="Hash">SHA-256 of its bytes.</param>
/// <param name="Vector">Its embedding.</param>
/// <param name="Warning">Why it is of a part of the file only; null when it is of all.</param>
internal sealed record EmbeddedFile(string File, string Hash, float[] Vector, string? Warning);

/// <summary>
/// Remembers embeddings by the SHA-256 of what was embedded: those of a finished output, and those of a run that was broken off, which
/// stand in <c>OUT.journal</c>, a line each. Under other settings nothing is remembered, nor is what only a part of a file could be decoded
/// of: it is decoded, and told of, each time. One process at a time can write an output: it holds <c>OUT.lock</c>. <see cref="Find"/> may
/// be called while another thread adds.
/// </summary>
internal sealed class EmbeddingJournal : IDisposable
{
    private const string Suffix = ".journal", LockSuffix = ".lock", Warnings = "warnings";
    private const long LargestJournal = 1L << 40;

    private readonly ConcurrentDictionary<string, float[]> known = new(StringComparer.Ordinal);
    private readonly string output, tensor, settings;
    private readonly int width;
    private readonly FileLock held;
    private StreamWriter? writer;

    private EmbeddingJournal(string output, string tensor, string settings, int width, FileLock held) =>
        (this.output, this.tensor, this.settings, this.width, this.held) = (output, tensor, settings, width, held);

    /// <exception cref="GexiaException">Another process writes the same output; the message names it.</exception>
    public static EmbeddingJournal Open(string output, string tensor, string settings, int width)
    {
        var held = FileLock.Take(output + LockSuffix, output);
        try
        {
            return Open(output, tensor, settings, width, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static EmbeddingJournal Open(string output, string tensor, string settings, int width, FileLock held)
    {
        foreach (var name in (string[])[output, output + Suffix])
            AtomicFile.Sweep(Path.GetDirectoryName(Path.GetFullPath(output))!, Path.GetFileName(name));
        var journal = new EmbeddingJournal(output, tensor, settings, width, held);
        journal.ReadOutput();
        var lines = journal.ReadJournal();
        // Written anew, so that a line that was cut in the middle does not swallow the next one.
        AtomicFile.Write(output + Suffix, stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            text.WriteLine(settings);
            foreach (var line in lines) text.WriteLine(line);
        });
        journal.writer = new StreamWriter(output + Suffix, append: true) { AutoFlush = true, NewLine = "\n" };
        return journal;
    }

    public float[]? Find(string hash) => known.GetValueOrDefault(hash);

    public void Add(string hash, float[] vector)
    {
        known[hash] = vector;
        writer!.WriteLine($"{hash} {Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()))}");
    }

    /// <summary>Writes the output; the journal is not needed any more.</summary>
    public void Complete(IReadOnlyList<EmbeddedFile> rows, EmbeddingModel model)
    {
        var metadata = new Dictionary<string, string>
        {
            ["model"] = model.Id,
            ["weights"] = model.Weights.Word(),
            ["normalized"] = settings.Contains(" normalized ", StringComparison.Ordinal) ? "true" : "false",
            ["settings"] = settings,
            ["inputs"] = EmbeddingFile.List(rows.Select(row => row.File)),
            ["sha256"] = EmbeddingFile.List(rows.Select(row => row.Hash)),
        };
        if (rows.Any(row => row.Warning is not null)) metadata[Warnings] = EmbeddingFile.List(rows.Select(row => row.Warning ?? ""));
        EmbeddingFile.Write(output, tensor, [.. rows.Select(row => row.Vector)], width, metadata);
        CloseWriter();
        File.Delete(output + Suffix);
    }

    public void Dispose()
    {
        CloseWriter();
        held.Dispose();
    }

    private void CloseWriter()
    {
        writer?.Dispose();
        writer = null;
    }

    private void ReadOutput()
    {
        if (!File.Exists(output)) return;
        try
        {
            using var file = SafeTensors.Open(output);
            if (file.Metadata.GetValueOrDefault("settings") != settings
                || EmbeddingFile.Parse(file.Metadata.GetValueOrDefault("sha256")) is not { } hashes
                    || !file.TryGetValue(tensor, out var rows)
                        || rows.DType != DType.Float32
                        || rows.Shape.Rank != 2
                        || rows.Shape[0] != hashes.Length
                        || rows.Shape[1] != width) return;
            var values = rows.ToArray<float>();
            var warnings = EmbeddingFile.Parse(file.Metadata.GetValueOrDefault(Warnings));
            for (var row = 0; row < hashes.Length; row++)
                if (warnings?.ElementAtOrDefault(row) is null or "") Remember(hashes[row], values[(row * width)..((row + 1) * width)]);
        }
        catch (SafeTensorsException)
        {
            // Some other file, which the user asked to replace.
        }
    }

    // An embedding that is not finite is made again, so that it is told of.
    private void Remember(string hash, float[] vector)
    {
        if (NonFiniteEmbeddingException.Problem(vector) is null) known[hash] = vector;
    }

    private List<string> ReadJournal()
    {
        if (!Path.Exists(output + Suffix)) return [];
        InputFile.Require(output + Suffix, LargestJournal);
        var whole = new List<string>();
        var first = true;
        foreach (var line in File.ReadLines(output + Suffix))
        {
            if (first && line != settings) return [];
            if (!first && Vector(line) is var (hash, vector))
            {
                Remember(hash, vector);
                whole.Add(line);
            }
            first = false;
        }
        return whole;
    }

    private (string Hash, float[] Vector)? Vector(string line)
    {
        var bytes = new byte[width * sizeof(float)];
        return line.Split(' ') is [{ Length: 64 } hash, var text]
            && Convert.TryFromBase64String(text, bytes, out var read)
            && read == bytes.Length
            ? (hash, MemoryMarshal.Cast<byte, float>(bytes).ToArray()) : null;
    }
}
