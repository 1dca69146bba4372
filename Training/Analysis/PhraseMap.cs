using Gexia.Data.Synthetic;

namespace Gexia.Training.Analysis;

/// <summary>
/// Where in a video the group token lies that a noun phrase picks (S-ViLM, Figs. 2 right and 4): m* = argmax_m ⟨ĝ_m, n̂⟩, and how far each
/// video token belongs to m* by the last grouping block.
/// </summary>
/// <param name="Phrase">The noun phrase.</param>
/// <param name="Group">m*.</param>
/// <param name="Weights">[clips, rows, columns] soft assignment to m*, 0 to 1.</param>
internal sealed record PhraseMap(string Phrase, int Group, double[,,] Weights)
{
    /// <summary>Clips.</summary>
    public int Clips => Weights.GetLength(0);

    /// <summary>Of one video and one phrase.</summary>
    /// <param name="phrase">The noun phrase.</param>
    /// <param name="embedding">[D] n̂, any length.</param>
    /// <param name="groups">[M][D] g, any lengths.</param>
    /// <param name="soft">[L·M] row-major: token by token, clip by clip and row by row.</param>
    /// <param name="clips">Clips of the video.</param>
    /// <param name="rows">Rows of patches.</param>
    public static PhraseMap Of(
        string phrase, IReadOnlyList<float> embedding, IReadOnlyList<IReadOnlyList<float>> groups, IReadOnlyList<float> soft, int clips,
        int rows)
    {
        var columns = soft.Count / (groups.Count * clips * rows);
        if (columns * groups.Count * clips * rows != soft.Count || columns == 0)
            throw new ArgumentException(
                $"PhraseMap: {soft.Count} weights are not {clips} clips of {rows} rows for {groups.Count} groups.", nameof(soft));
        var scores = groups.Select(group => group.Zip(embedding, (a, b) => (double)a * b).Sum() / Length(group)).ToList();
        var best = scores.IndexOf(scores.Max());
        var weights = new double[clips, rows, columns];
        for (var token = 0; token < clips * rows * columns; token++)
            weights[token / (rows * columns), token / columns % rows, token % columns] = soft[(token * groups.Count) + best];
        return new(phrase, best, weights);

        static double Length(IReadOnlyList<float> vector) => Math.Max(1e-30, Math.Sqrt(vector.Sum(value => (double)value * value)));
    }

    /// <summary>The map of one clip: [rows, columns].</summary>
    public double[,] Layer(int clip)
    {
        var layer = new double[Weights.GetLength(1), Weights.GetLength(2)];
        for (var row = 0; row < layer.GetLength(0); row++)
            for (var column = 0; column < layer.GetLength(1); column++) layer[row, column] = Weights[clip, row, column];
        return layer;
    }

    /// <summary>
    /// Pointing accuracy, percent: in how many of the clips in which the object is to be seen the centre of the strongest cell lies in its
    /// box. NaN where it is never seen.
    /// </summary>
    /// <param name="boxes">[clips] of the object, in pixels.</param>
    /// <param name="size">Rows and columns of a frame, pixels.</param>
    public double Pointing(IReadOnlyList<FrameBox> boxes, int size)
    {
        Require(boxes);
        var hits = new List<double>();
        for (var clip = 0; clip < Clips; clip++)
        {
            if (boxes[clip].IsEmpty) continue;
            var layer = Layer(clip);
            var (rows, columns) = (layer.GetLength(0), layer.GetLength(1));
            var strongest = layer.Cast<double>().Index().MaxBy(item => item.Item).Index;
            var (row, column) = (strongest / columns, strongest % columns);
            hits.Add(boxes[clip].Holds((row + 0.5) * size / rows, (column + 0.5) * size / columns) ? 100 : 0);
        }
        return hits.Count == 0 ? double.NaN : hits.Average();
    }

    /// <summary>
    /// Intersection over union, percent, of the pixels above half of the video's maximum, the map stretched to the frame, and of the boxes;
    /// over all clips in which the object is to be seen. NaN where it is never seen.
    /// </summary>
    /// <param name="boxes">[clips] of the object, in pixels.</param>
    /// <param name="size">Rows and columns of a frame, pixels.</param>
    public double IntersectionOverUnion(IReadOnlyList<FrameBox> boxes, int size)
    {
        Require(boxes);
        var threshold = Weights.Cast<double>().Max() / 2;
        long both = 0, either = 0;
        for (var clip = 0; clip < Clips; clip++)
        {
            if (boxes[clip].IsEmpty) continue;
            var layer = Layer(clip);
            for (var row = 0; row < size; row++)
                for (var column = 0; column < size; column++)
                {
                    var marked = Bilinear.Sample(layer, (row + 0.5) / size, (column + 0.5) / size) > threshold;
                    var inside = boxes[clip].Holds(row, column);
                    if (marked && inside) both++;
                    if (marked || inside) either++;
                }
        }
        return either == 0 ? double.NaN : 100.0 * both / either;
    }

    private void Require(IReadOnlyList<FrameBox> boxes)
    {
        if (boxes.Count != Clips) throw new ArgumentException($"PhraseMap: {boxes.Count} boxes for {Clips} clips.", nameof(boxes));
    }
}
