using Gexia.Io;
using Gexia.Search.Vectors;

namespace Gexia.Benchmarks;

/// <summary>Unit vectors that are spread in some way, the same ones whenever they are asked for.</summary>
internal sealed class VectorSource
{
    private const int Part = 10_000;
    private const float Noise = 0.5f;           // its length, where a centre's is 1

    private readonly float[] centres;
    private readonly float[]? shared, asked;
    private readonly bool asksCentres;

    private VectorSource(string name, int width, float[] centres, float[]? shared = null, float[]? asked = null, bool asksCentres = false)
    {
        (Name, Width, this.centres, this.shared, this.asked, this.asksCentres) = (name, width, centres, shared, asked, asksCentres);
    }

    public string Name { get; }

    public int Width { get; }

    /// <summary>Around 1,000 centres; queries are made as rows are.</summary>
    public static VectorSource Clusters(int width) => new("clusters", width, Normal(1, 1000, width));

    /// <summary>
    /// As a CLIP's: rows share a direction and clusters, queries lie in a cone of their own, and their cosines with the rows differ by
    /// a few hundredths around 0.2.
    /// </summary>
    public static VectorSource Cones(int width)
    {
        var (rows, texts) = (Normal(2, 1, width), Normal(3, 1, width));
        for (var i = 0; i < width; i++) texts[i] += 0.3f * rows[i];
        return new("cones", width, Normal(1, 1000, width), rows, texts);
    }

    /// <summary>Queries are the embeddings of a file that <c>gexia embed</c> wrote, and rows lie around them.</summary>
    public static VectorSource Embeddings(string path)
    {
        var embeddings = SafeTensors.ReadAll(path).OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .First(entry => entry.Value.Shape.Rank == 2).Value.To(DType.Float32);
        return new(Path.GetFileNameWithoutExtension(path), embeddings.Shape[1], embeddings.ToArray<float>(), asksCentres: true);
    }

    /// <summary>Adds so many rows to a store.</summary>
    public void Fill(VectorStore store, int rows)
    {
        for (var first = 0; first < rows; first += Part)
        {
            var values = new float[Math.Min(Part, rows - first) * Width];
            Make(values, (ulong)(100 + first), shared);
            store.Add(values);
        }
    }

    /// <summary>So many queries, [count, width].</summary>
    public float[] Queries(int count)
    {
        if (asksCentres) return centres[..Math.Min(centres.Length, count * Width)];
        var queries = new float[count * Width];
        Make(queries, 50, asked);
        return queries;
    }

    // A centre, noise and perhaps a direction; each vector is a function of the seed and its number.
    private void Make(float[] values, ulong seed, float[]? direction) => Parallel.For(0, values.Length / Width, number =>
    {
        var rng = new Rng(seed, (ulong)number);
        var vector = values.AsSpan(number * Width, Width);
        var centre = centres.AsSpan((int)(rng.NextDouble(0, 1) * (centres.Length / Width)) * Width, Width);
        var scale = Noise / MathF.Sqrt(Width);
        for (var i = 0; i < Width; i++) vector[i] = centre[i] + (scale * (float)rng.NextNormal()) + (direction is null ? 0 : direction[i]);
        Normalize(vector);
    });

    // Vectors of length 1 in every direction alike.
    private static float[] Normal(ulong seed, int count, int width)
    {
        var (rng, values) = (new Rng(seed), new float[count * width]);
        foreach (ref var x in values.AsSpan()) x = (float)rng.NextNormal();
        for (var i = 0; i < count; i++) Normalize(values.AsSpan(i * width, width));
        return values;
    }

    private static void Normalize(Span<float> vector)
    {
        var length = 0.0;
        foreach (var x in vector) length += (double)x * x;
        foreach (ref var x in vector) x = (float)(x / Math.Sqrt(length));
    }
}
