using Gexia.Io;

namespace Gexia.Data.Weights;

/// <summary>Named tensors of one or several files: names, dtypes and shapes are known on opening, values are read when asked for.</summary>
/// <remarks>Whatever the format, opening checks everything that does not need the values, so that a file from a stranger cannot make a later read fail halfway or cost more than its own size.</remarks>
/// <example><code>
/// using var file = WeightsFile.Open("clip-vit-base-patch32/pytorch_model.bin");
/// foreach (var entry in file.Entries.Values) Console.WriteLine(entry);
/// </code></example>
public abstract class WeightsFile : IDisposable
{
    /// <summary>What there is, by name.</summary>
    public abstract IReadOnlyDictionary<string, WeightsEntry> Entries { get; }

    /// <summary>The files that the values come from, as paths.</summary>
    public abstract IReadOnlyList<string> Files { get; }

    /// <summary>What this is, in a word or two: <c>safetensors</c>, <c>PyTorch archive</c>.</summary>
    public abstract string Format { get; }

    /// <summary>Whether it is a TorchScript archive, a whole program of which only the tensors are taken.</summary>
    public virtual bool IsScript => false;

    /// <summary>Reads one tensor, anew at every call, in the dtype it is stored in. Nobody else holds its memory.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    /// <exception cref="WeightsException">Its dtype cannot be read, or the file has changed since it was opened.</exception>
    /// <exception cref="Io.SafeTensorsException">The same, for safetensors.</exception>
    public abstract Tensor Read(string name);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Opens a file by its first bytes, not its name: a safetensors file, an index of several (<c>*.index.json</c>), or a PyTorch archive.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightsException">It is none of these, or breaks its format.</exception>
    /// <exception cref="Io.SafeTensorsException">It is a safetensors file that breaks the format.</exception>
    /// <exception cref="GexiaException">There is no such file.</exception>
    public static WeightsFile Open(string path)
    {
        Span<byte> start = stackalloc byte[16];
        int read;
        using (var stream = InputFile.Open(path)) read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        start = start[..read];
        if (start.StartsWith("PK\u0003\u0004"u8)) return TorchArchive.Open(path);
        if (path.EndsWith(".index.json", StringComparison.OrdinalIgnoreCase)) return ShardedSafeTensors.Open(path);
        if (start.Length >= 2 && start[0] == 0x80 && start[1] is >= 2 and <= 5 && !path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new WeightsException(path, "is a pickle without an archive around it, as PyTorch wrote before version 1.6. Load and save it once with a newer PyTorch.", 0);
        return SafeTensorsFile.Open(path);
    }
}
