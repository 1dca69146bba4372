using Gexia.Search.Vectors;

namespace Gexia.Benchmarks;

/// <summary>How the vectors of a measurement are spread.</summary>
internal enum VectorKind
{
    /// <summary>Around 1,000 centres: rows of a cluster have cosines near 0.8 with each other, queries are made as rows are.</summary>
    Clusters,
    /// <summary>
    /// As a CLIP's: rows share a direction (cosine 0.5 to each other) and clusters; queries lie in a cone of their own, with cosines of
    /// 0.2 to the rows that differ by a few hundredths.
    /// </summary>
    Cones,
}

/// <summary>Unit vectors of a kind, the same for the same numbers whatever asks for them.</summary>
internal sealed class VectorSource(VectorKind kind, int width)
{
    private const int Centres = 1000, Part = 10_000;

    private readonly float[] centres = Normal(1, Centres * width);
    private readonly float[] shared = Normal(2, width), asked = Normal(3, width);

    public VectorKind Kind => kind;

    public int Width => width;

    /// <summary>Adds so many rows to a store.</summary>
    public void Fill(VectorStore store, int rows)
    {
        for (var first = 0; first < rows; first += Part)
        {
            var count = Math.Min(Part, rows - first);
            var parts = new float[count * width];
            Parallel.For(0, 10, part =>
            {
                var (from, to) = (count * part / 10, count * (part + 1) / 10);
                Make(parts.AsSpan(from * width, (to - from) * width), new Rng((ulong)(100 + first), (ulong)part), kind == VectorKind.Cones ? shared : null, 0.5f);
            });
            store.Add(parts);
        }
    }

    /// <summary>So many queries, [count, width].</summary>
    public float[] Queries(int count)
    {
        var queries = new float[count * width];
        float[]? direction = null;
        if (kind == VectorKind.Cones)
        {
            direction = new float[width];
            for (var i = 0; i < width; i++) direction[i] = (0.3f * shared[i]) + asked[i];
        }
        Make(queries, new Rng(50), direction, 0.5f);
        return queries;
    }

    private void Make(Span<float> values, Rng rng, float[]? direction, float noise)
    {
        for (var first = 0; first < values.Length; first += width)
        {
            var vector = values.Slice(first, width);
            var centre = centres.AsSpan((int)rng.NextDouble(0, Centres) % Centres * width, width);
            var length = 0.0;
            for (var i = 0; i < width; i++)
            {
                vector[i] = centre[i] + (noise * (float)rng.NextNormal()) + (direction is null ? 0 : direction[i]);
                length += (double)vector[i] * vector[i];
            }
            foreach (ref var x in vector) x = (float)(x / Math.Sqrt(length));
        }
    }

    private static float[] Normal(ulong seed, int count)
    {
        var (rng, values) = (new Rng(seed), new float[count]);
        foreach (ref var x in values.AsSpan()) x = (float)rng.NextNormal();
        return values;
    }
}
