using System.Globalization;
using Gexia.Io;

namespace Gexia.Benchmarks;

/// <summary>
/// <c>deviation EXPECTED ACTUAL</c>: how far embeddings are from others of the same inputs, both written by <c>gexia embed</c>, such as
/// with <c>--weights int8</c> from those with float32.
/// </summary>
internal static class Deviation
{
    public static void Run(string[] arguments)
    {
        if (arguments.Length != 2) throw new ArgumentException("deviation: say two files that gexia embed wrote.");
        var (expected, actual) = (SafeTensors.ReadAll(arguments[0]), SafeTensors.ReadAll(arguments[1]));
        foreach (var (name, value) in expected)
        {
            var (a, b) = (value.ToArray<float>(), actual[name].ToArray<float>());
            var cosines = a.Chunk(value.Shape[1]).Zip(b.Chunk(value.Shape[1]), Cosine).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name} {value.Shape}: cosine {cosines.Min():0.000000} at least, {cosines.Average():0.000000} in the mean; "
                + $"an element differs by {a.Zip(b, (x, y) => Math.Abs(x - y)).Max():0.00e+0} at most, "
                + $"the largest is {a.Max(Math.Abs):0.000}"));
        }
    }

    private static double Cosine(float[] a, float[] b)
    {
        double product = 0, first = 0, second = 0;
        for (var i = 0; i < a.Length; i++)
        {
            product += (double)a[i] * b[i];
            first += (double)a[i] * a[i];
            second += (double)b[i] * b[i];
        }
        return product / Math.Sqrt(first * second);
    }
}
