using Gexia.Io;
using Gexia.Models;

namespace Gexia.Training.Runs;

/// <summary>
/// The tensors of a safetensors file as they are named there; each is read when the model asks for it, and must be finite.
/// </summary>
/// <param name="path">The file, for messages.</param>
/// <param name="file">Opened by the caller, who closes it.</param>
/// <param name="prefix">What stands before every parameter's name; tensors without it are not seen.</param>
/// <param name="allowNonFinite">Take NaN and infinity as they are.</param>
internal sealed class RunWeights(string path, SafeTensors file, string prefix = "", bool allowNonFinite = false) : IParameterSource
{
    public IEnumerable<string> Names =>
        file.Entries.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..]);

    public IReadOnlyList<long>? ShapeOf(string name) => file.Entries.TryGetValue(prefix + name, out var entry) ? entry.Shape : null;

    public Tensor Read(string name, DType type) =>
        FiniteWeights.Read(path, prefix + name, file.Read(prefix + name, out var finite), finite, type, allowNonFinite);
}
