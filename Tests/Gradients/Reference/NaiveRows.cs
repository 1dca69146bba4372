namespace Gexia.Tests.Gradients.Reference;

/// <summary>What the operations on the last axis compute, straight from their definitions.</summary>
public static class NaiveRows
{
    public static double[] Softmax(double[] x)
    {
        var most = x.Max();
        var total = x.Sum(v => Math.Exp(v - most));
        return Array.ConvertAll(x, v => Math.Exp(v - most) / total);
    }

    public static double[] LogSoftmax(double[] x) => Array.ConvertAll(Softmax(x), Math.Log);

    public static double[] L2Normalize(double[] x, double epsilon)
    {
        var length = Math.Sqrt(x.Sum(v => v * v));
        return Array.ConvertAll(x, v => v / Math.Max(length, epsilon));
    }

    public static Grid LayerNorm(Grid x, Grid gamma, Grid beta, double epsilon) => x.Rows(row =>
    {
        var mean = row.Average();
        var variance = row.Average(v => (v - mean) * (v - mean));
        return [.. row.Select((v, i) => ((v - mean) / Math.Sqrt(variance + epsilon) * gamma[i]) + beta[i])];
    });

    public static Grid CrossEntropy(Grid logits, int[] targets)
    {
        var classes = logits.Shape[1];
        var sum = 0.0;
        for (var row = 0; row < targets.Length; row++)
            sum -= Math.Log(Softmax(logits.Values[(row * classes)..((row + 1) * classes)])[targets[row]]);
        return new([], [sum / targets.Length]);
    }

    public static Grid SymmetricCrossEntropy(Grid logits)
    {
        int[] diagonal = [.. Enumerable.Range(0, logits.Shape[0])];
        return Grid.Pairs(
            CrossEntropy(logits, diagonal), CrossEntropy(NaiveShapes.Permute(logits, [1, 0]), diagonal), (a, b) => (a + b) / 2);
    }
}
