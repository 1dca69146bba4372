using Gexia.Models.Clip;

namespace Gexia.Pretrained;

/// <summary>Compares a model's features and blocks with those another implementation computed from the same inputs.</summary>
public static class ClipParity
{
    /// <summary>
    /// Runs the reference's inputs and compares every output that it holds: <c>image_features</c>, <c>text_features</c> (projected, not
    /// normalised), <c>vision.blockN</c> and <c>text.blockN</c>.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="reference">With <c>pixel_values</c> [B, 3, size, size] and/or <c>input_ids</c> [B, length].</param>
    /// <returns>A row per output, in the order they are computed.</returns>
    /// <exception cref="GexiaException">There is no input, an input does not fit the model, or nothing to compare with.</exception>
    public static IReadOnlyList<ParityRow> Compare(ClipModel model, IReadOnlyDictionary<string, Tensor> reference)
    {
        var rows = new List<ParityRow>();
        using var pause = Graph.NoGradient();
        try
        {
            if (reference.TryGetValue("pixel_values", out var pixels))
                Add("image_features", model.EncodeImage(pixels.To(model.LogitScale.DType).To(model.LogitScale.Device), Observe("vision")));
            if (reference.TryGetValue("input_ids", out var ids))
            {
                if (ids.Shape.Rank != 2 || ids.Length == 0 || ids.DType is not (DType.Int32 or DType.Int64))
                    throw new GexiaException($"parity: input_ids must be whole numbers [texts, length], not {ids.Description}.");
                var numbers = ids.To(DType.Int32).ToArray<int>();
                if (numbers.Any(id => id < 0 || id >= model.Config.Text.VocabularySize))
                    throw new GexiaException($"parity: an input id is not in 0..{model.Config.Text.VocabularySize - 1}.");
                Add(
                    "text_features",
                    model.EncodeText(
                        TextIds.Of(
                            numbers, ids.Shape[1], endOfText: model.Config.Text.EndOfText, device: model.LogitScale.Device),
                        Observe("text")));
            }
        }
        catch (ShapeException error)
        {
            throw new GexiaException($"parity: the reference does not fit the model. {error.Message}", error);
        }
        return rows.Count > 0 ? rows : throw new GexiaException(
            "parity: the reference needs pixel_values or input_ids, and an output of theirs (image_features, text_features, vision.blockN, "
            + "text.blockN).");

        Func<int, Tensor, Tensor> Observe(string tower) => (block, value) =>
        {
            Add($"{tower}.block{block}", value);
            return value;
        };

        void Add(string name, Tensor actual)
        {
            actual = actual.ToHost();
            if (!reference.TryGetValue(name, out var expected)) return;
            // Texts are cut behind the longest of the batch, so blocks are compared as far as ours go.
            if (expected.Shape.Rank == 3 && actual.Shape.Rank == 3 && expected.Shape[1] > actual.Shape[1])
                expected = expected.Slice(1, 0, actual.Shape[1]).Copy();
            if (!expected.Shape.Equals(actual.Shape))
            {
                throw new GexiaException(
                    $"parity: {name} is {expected.Description} in the reference, but the model gives {actual.Description}.");
            }
            rows.Add(ParityRow.Of(name, expected.To(DType.Float64).ToArray<double>(), actual.To(DType.Float64).ToArray<double>()));
        }
    }
}

/// <summary>How far one output is from the reference's.</summary>
/// <param name="Name">The output.</param>
/// <param name="Difference">max|Δ|.</param>
/// <param name="Relative">max|Δ| over the reference's largest absolute value.</param>
/// <param name="Cosine">Cosine of the two as one long vector.</param>
public sealed record ParityRow(string Name, double Difference, double Relative, double Cosine)
{
    /// <summary>Largest <see cref="Relative"/> that counts as equal.</summary>
    public const double RelativeTolerance = 1e-5;

    /// <summary>Smallest <see cref="Cosine"/> that counts as equal.</summary>
    public const double CosineTolerance = 0.999999;

    /// <summary>Whether both tolerances hold; NaN never does.</summary>
    public bool Agrees => Relative <= RelativeTolerance && Cosine >= CosineTolerance;

    internal static ParityRow Of(string name, double[] expected, double[] actual)
    {
        double difference = 0, largest = 0, dot = 0, a = 0, b = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs(expected[i] - actual[i]));      // NaN stays NaN
            largest = Math.Max(largest, Math.Abs(expected[i]));
            dot += expected[i] * actual[i];
            a += expected[i] * expected[i];
            b += actual[i] * actual[i];
        }
        var cosine = a == 0 && b == 0 ? 1 : dot / Math.Sqrt(a * b);
        return new(name, difference, difference == 0 ? 0 : difference / largest, cosine);
    }
}
