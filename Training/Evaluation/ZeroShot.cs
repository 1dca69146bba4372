namespace Gexia.Training.Evaluation;

/// <summary>
/// Classification without training on the classes: each item takes the class whose prompt's embedding is nearest (GEXIA App. F).
/// </summary>
public static class ZeroShot
{
    /// <summary>The class of every item: the largest cosine, the lowest index among equals.</summary>
    /// <param name="items">[items, width] embeddings.</param>
    /// <param name="classes">[classes, width] embeddings of one prompt a class, such as "a video of a {label}.".</param>
    /// <returns>[items] class indices; −1 where every score is NaN.</returns>
    /// <exception cref="ShapeException">The embeddings do not fit together.</exception>
    public static int[] Classify(Tensor items, Tensor classes)
    {
        using var scope = TensorScope.Begin();
        Tensor unitItems = CosineScores.UnitRows(items), unitClasses = CosineScores.UnitRows(classes);
        var count = classes.Shape[0];
        var result = new int[items.Shape[0]];
        var scores = CosineScores.Block(unitItems, 0, result.Length, unitClasses).Elements<float>();
        for (var item = 0; item < result.Length; item++)
        {
            var (best, at) = (float.NegativeInfinity, -1);
            for (var c = 0; c < count; c++)
                if (scores[(item * count) + c] > best) (best, at) = (scores[(item * count) + c], c);
            result[item] = at;
        }
        return result;
    }

    /// <summary>Class embeddings from several prompts each: the mean of their unit-length embeddings, scaled to length 1.</summary>
    /// <param name="prompts">[classes·templates, width], a class's prompts side by side.</param>
    /// <param name="templates">Prompts of one class, at least 1.</param>
    /// <returns>[classes, width].</returns>
    /// <exception cref="ShapeException">The rows are no multiple of the templates.</exception>
    public static Tensor Classes(Tensor prompts, int templates)
    {
        if (templates < 1 || prompts.Shape[0] % templates != 0)
            throw new ShapeException("ZeroShot", $"{prompts.Description} are not {templates} prompts a class.", prompts.Shape);
        using var pause = Graph.NoGradient();
        var unit = CosineScores.UnitRows(prompts);
        return CosineScores.UnitRows(unit.Reshape(prompts.Shape[0] / templates, templates, prompts.Shape[1]).Mean(1));
    }

    /// <summary>p(class | item) = softmax over the classes of scale · cosine.</summary>
    /// <param name="items">[items, width] embeddings.</param>
    /// <param name="classes">[classes, width] embeddings.</param>
    /// <param name="scale">exp(ℓ), the inverse temperature.</param>
    /// <returns>[items][classes], each row summing to 1.</returns>
    /// <exception cref="ShapeException">The embeddings do not fit together.</exception>
    public static double[][] Probabilities(Tensor items, Tensor classes, double scale)
    {
        using var scope = TensorScope.Begin();
        var scores = CosineScores.Block(CosineScores.UnitRows(items), 0, items.Shape[0], CosineScores.UnitRows(classes)).ToArray<float>();
        return [.. scores.Chunk(classes.Shape[0]).Select(row =>
        {
            var most = row.Max();
            double[] weights = [.. row.Select(cosine => Math.Exp(scale * ((double)cosine - most)))];
            var sum = weights.Sum();
            return weights.Select(weight => weight / sum).ToArray();
        })];
    }

    /// <summary>Percent of items that get their label, 0..100.</summary>
    /// <param name="items">[items, width] embeddings.</param>
    /// <param name="classes">[classes, width] embeddings.</param>
    /// <param name="labels">[items] class indices.</param>
    /// <exception cref="ShapeException">The counts do not agree, or there is no item.</exception>
    public static double Accuracy(Tensor items, Tensor classes, IReadOnlyList<int> labels)
    {
        if (labels.Count != items.Shape[0] || labels.Count == 0)
        {
            throw new ShapeException(
                "ZeroShot", $"needs a label for each of at least one item: {labels.Count} labels. items: {items.Description}.",
                items.Shape);
        }
        return 100.0 * Classify(items, classes).Zip(labels).Count(pair => pair.First == pair.Second) / labels.Count;
    }
}
