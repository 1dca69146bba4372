using System.Collections.ObjectModel;
using Gexia.Io;

namespace Gexia.Data.Weights;

/// <summary>Named tensors of one or several files: names, dtypes and shapes are known on opening, values are read when asked for.</summary>
/// <remarks>
/// Whatever the format, opening checks everything that does not need the values, so that a file from a stranger cannot make a later read
/// fail halfway or cost more than its own size.
/// </remarks>
/// <example><code>
/// using var file = WeightsFile.Open("clip-vit-base-patch32/model.safetensors");
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

    /// <summary>Free text that the writer added, by key; only safetensors files have some.</summary>
    public virtual IReadOnlyDictionary<string, string> Notes => ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Whether it is a TorchScript archive, a whole program of which only the tensors are taken.</summary>
    public virtual bool IsScript => false;

    /// <summary>Reads one tensor, anew at every call, in the dtype it is stored in. Nobody else holds its memory.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    /// <exception cref="GexiaException">Its dtype cannot be read, or the file has changed since it was opened.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public abstract Tensor Read(string name);

    /// <summary>As <see cref="Read(string)"/>, and says whether no element is NaN or infinite.</summary>
    /// <param name="name">One of <see cref="Entries"/>.</param>
    /// <param name="finite">Whether all are finite.</param>
    public virtual Tensor Read(string name, out bool finite)
    {
        var value = Read(name);
        finite = NonFinite.In(value) is null;
        return value;
    }

    /// <summary>Which of <see cref="Files"/> holds a tensor.</summary>
    /// <param name="name">One of <see cref="Entries"/>.</param>
    public virtual string FileOf(string name) => Files[0];

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Opens a file by its content, not its name: a safetensors file, an index of several, or a PyTorch archive.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What the header of a safetensors file may cost; <see cref="SafeTensorsLimits.Default"/> when null.</param>
    /// <exception cref="GexiaException">There is no such file (<see cref="InputFile"/>), it is none of these, or it breaks its format
    /// (<see cref="WeightsException"/>, <see cref="SafeTensorsException"/>).</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static WeightsFile Open(string path, SafeTensorsLimits? limits = null) => WeightsSignature.Of(path) switch
    {
        WeightsKind.Archive => TorchArchive.Open(path),
        WeightsKind.Index => ShardedSafeTensors.Open(path, limits),
        _ => SafeTensorsFile.Open(path, limits),
    };
}
