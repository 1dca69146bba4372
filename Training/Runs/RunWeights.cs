using Gexia.Io;
using Gexia.Models;
using Gexia.Training.Optimizers;

namespace Gexia.Training.Runs;

/// <summary>The weights that a training wrote; each is read when the model asks for it, and must be finite.</summary>
internal sealed class RunWeights(string path) : IParameterSource, IDisposable
{
    private readonly SafeTensors file = SafeTensors.Open(path);

    public IEnumerable<string> Names => file.Entries.Keys;

    public IReadOnlyList<long>? ShapeOf(string name) => file.Entries.TryGetValue(name, out var entry) ? entry.Shape : null;

    public Tensor Read(string name, DType type)
    {
        var value = file[name].To(type);
        return double.IsFinite(GradientNorm.Of([value])) ? value : throw new GexiaException($"{path}: '{name}' holds NaN or infinity.");
    }

    public void Dispose() => file.Dispose();
}
