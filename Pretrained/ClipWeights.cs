using Gexia.Data.Weights;
using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Pretrained;

/// <summary>
/// A file's tensors under OpenAI's names, whatever names and layout they are stored in; each is read when the model asks for it, and must
/// be finite.
/// </summary>
internal sealed class ClipWeights : IParameterSource
{
    private readonly WeightsFile file;
    private readonly bool allowNonFinite;
    private readonly Dictionary<string, string> stored;                     // names without wrappers → as in the file
    private readonly Dictionary<string, HuggingFaceSource> sources;

    /// <param name="file">Closed by the caller, after the last read.</param>
    /// <param name="allowNonFinite">Take NaN and infinity as they are.</param>
    /// <exception cref="WeightsException">Some names stand behind a wrapper's prefix and others do not.</exception>
    /// <exception cref="StateException">A layer has some of q, k and v but not all.</exception>
    public ClipWeights(WeightsFile file, bool allowNonFinite = false)
    {
        (this.file, this.allowNonFinite) = (file, allowNonFinite);
        stored = WrapperNames.Strip(file);
        Naming = HuggingFaceNames.Match(stored.Keys) ? ParameterNames.HuggingFace : ParameterNames.OpenAi;
        sources = Naming == ParameterNames.HuggingFace
            ? HuggingFaceNames.Sources(stored.Keys)
            : stored.Keys.Where(name => !IsNoParameter(name))
                .ToDictionary(name => name, name => new HuggingFaceSource([name], false), StringComparer.Ordinal);
    }

    public ParameterNames Naming { get; }

    public IEnumerable<string> Names => sources.Keys;

    public IReadOnlyList<long>? ShapeOf(string name)
    {
        if (!sources.TryGetValue(name, out var source)) return null;
        var first = Entry(source.Names[0]).Shape;
        if (source.Transposed) return first.Count == 2 ? [first[1], first[0]] : first;
        if (source.Names.Count == 1) return first;
        // q, k and v of different shapes do not join: such a layer has no shape that a model could need.
        var parts = source.Names.Select(part => Entry(part).Shape).ToList();
        return first.Count is 1 or 2 && first[0] <= int.MaxValue && parts.All(part => part.SequenceEqual(first))
            ? [first[0] * parts.Count, .. first.Skip(1)]
            : [-1];
    }

    public Tensor Read(string name, DType type)
    {
        var source = sources[name];
        if (source.Names.Count == 1 && !source.Transposed && Entry(source.Names[0]).DType == type) return Part(source.Names[0], type);
        var target = Tensor.Empty([.. ShapeOf(name)!.Select(extent => (int)extent)], type);
        var rows = source.Names.Count > 1 ? target.Shape[0] / source.Names.Count : 0;
        for (var i = 0; i < source.Names.Count; i++)
        {
            using var scope = TensorScope.Begin();      // what is read in between is used again for the next
            var part = Part(source.Names[i], type);
            var place = source.Transposed
                ? target.View(target.Layout.Permute([1, 0]))
                : rows > 0 ? target.View(target.Layout.Slice(0, i * rows, rows))
                : target;
            place.CopyFrom(part);
        }
        return target;
    }

    private WeightsEntry Entry(string name) => file.Entries[stored[name]];

    private Tensor Part(string name, DType type) =>
        FiniteWeights.Read(file.FileOf(stored[name]), stored[name], file.Read(stored[name], out var finite), finite, type, allowNonFinite);

    // What OpenAI's archives and state dicts hold beside parameters: sizes as scalars, and the constant causal mask.
    private static bool IsNoParameter(string name) => name is "input_resolution" or "context_length" or "vocab_size"
        || name == "attn_mask"
            || name.EndsWith(".attn_mask", StringComparison.Ordinal)
            || name.EndsWith(".position_ids", StringComparison.Ordinal)
            || name == "position_ids";
}
