using Gexia.Data.Weights;
using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training.Pretrained;

/// <summary>A file's tensors under OpenAI's names, whatever names and layout they are stored in; each is read when the model asks for it.</summary>
internal sealed class ClipWeights : IParameterSource
{
    private readonly WeightsFile file;
    private readonly Dictionary<string, HuggingFaceSource> sources;

    public ClipWeights(WeightsFile file)
    {
        this.file = file;
        Naming = HuggingFaceNames.Match(file.Entries.Keys) ? ParameterNames.HuggingFace : ParameterNames.OpenAi;
        sources = Naming == ParameterNames.HuggingFace
            ? HuggingFaceNames.Sources(file.Entries.Keys)
            : file.Entries.Keys.Where(name => !IsNoParameter(name)).ToDictionary(name => name, name => new HuggingFaceSource([name], false), StringComparer.Ordinal);
    }

    public ParameterNames Naming { get; }

    public IEnumerable<string> Names => sources.Keys;

    public IReadOnlyList<long>? ShapeOf(string name)
    {
        if (!sources.TryGetValue(name, out var source)) return null;
        var first = file.Entries[source.Names[0]].Shape;
        if (source.Transposed) return first.Count == 2 ? [first[1], first[0]] : first;
        if (source.Names.Count == 1) return first;
        // q, k and v of different shapes do not join: such a layer has no shape that a model could need.
        var parts = source.Names.Select(part => file.Entries[part].Shape).ToList();
        return first.Count is 1 or 2 && first[0] <= int.MaxValue && parts.All(part => part.SequenceEqual(first)) ? [first[0] * parts.Count, .. first.Skip(1)] : [-1];
    }

    public Tensor Read(string name, DType type)
    {
        var source = sources[name];
        if (source.Names.Count == 1 && !source.Transposed && file.Entries[source.Names[0]].DType == type) return file.Read(source.Names[0]);
        var target = Tensor.Empty([.. ShapeOf(name)!.Select(extent => (int)extent)], type);
        var rows = source.Names.Count > 1 ? target.Shape[0] / source.Names.Count : 0;
        for (var i = 0; i < source.Names.Count; i++)
        {
            using var scope = TensorScope.Begin();      // what is read in between is used again for the next
            var part = file.Read(source.Names[i]).To(type);
            var place = source.Transposed ? target.View(target.Layout.Permute([1, 0])) : rows > 0 ? target.View(target.Layout.Slice(0, i * rows, rows)) : target;
            place.CopyFrom(part);
        }
        return target;
    }

    // What OpenAI's archives and state dicts hold beside parameters: sizes as scalars, and the constant causal mask.
    private static bool IsNoParameter(string name) => name is "input_resolution" or "context_length" or "vocab_size"
        || name == "attn_mask" || name.EndsWith(".attn_mask", StringComparison.Ordinal) || name.EndsWith(".position_ids", StringComparison.Ordinal) || name == "position_ids";
}
