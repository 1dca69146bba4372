using System.Diagnostics;
using Gexia.Cli.Bench;
using Gexia.Cpu;
using Gexia.Search.Vectors;

namespace Gexia.Benchmarks;

/// <summary>
/// Exact vector search: <c>vectors [--rows N] [--width W] [--queries N] [--samples N] [--threads N] [--embeddings FILE]</c>
/// (1,000,000 × 512, 1,000 queries). One query's time as a share of the memory bandwidth measured beside it, a batch of 16, and for codes
/// with re-ranking how many of the first ten of each query are lost and how many rows are scored again.
/// </summary>
internal static class VectorBench
{
    private const int Top = 10, Batch = 16, Part = 4096;

    public static void Run(string[] words)
    {
        var arguments = new Arguments(words);
        var (rows, width) = (arguments.Number("--rows", 1_000_000), arguments.Number("--width", 512));
        var (queries, samples) = (arguments.Number("--queries", 1000), arguments.Number("--samples", 25));
        using var threads = CpuThreads.Limit(arguments.Number("--threads", CpuThreads.Count));
        var file = arguments.Text("--embeddings", "");
        if (arguments.Rest.Count > 0) throw new ArgumentException("vectors takes options only.");
        VectorSource[] sources =
            file.Length > 0 ? [VectorSource.Embeddings(file)] : [VectorSource.Clusters(width), VectorSource.Cones(width)];
        var bandwidth = new Bandwidth();
        foreach (var source in sources)
        {
            var exact = new VectorStore(source.Width);
            source.Fill(exact, rows);
            var asked = source.Queries(queries);
            Console.WriteLine(
                $"{source.Name}: {rows:N0} rows of {source.Width}, {CpuThreads.Count} threads, {Simd.Level}; medians of {samples}");
            Time(exact, asked, samples, bandwidth);
            var first = exact.SearchBatch(asked, Top);
            foreach (var format in (WeightFormat[])[WeightFormat.BFloat16, WeightFormat.Int8])
            {
                var store = Copy(exact, format);
                Time(store, asked, samples, bandwidth);
                var found = store.SearchBatch(asked, Top, null, out var rescored);
                var lost = first.Zip(found, (a, b) => a.Except(b).Count()).Sum();
                var differ = first.Zip(found, (a, b) => a.SequenceEqual(b) ? 0 : 1).Sum();
                Console.WriteLine(
                    $"    {found.Length} queries: {lost} of {first.Sum(a => a.Length):N0} first rows lost, {differ} rankings differ; "
                    + $"{rescored / (double)found.Length:0.0} rows scored again for each");
            }
        }
    }

    private static VectorStore Copy(VectorStore from, WeightFormat format)
    {
        var (store, part) = (new VectorStore(from.Width, format), new float[Part * from.Width]);
        for (var row = 0; row < from.Count; row += Part)
        {
            var count = Math.Min(Part, from.Count - row);
            for (var i = 0; i < count; i++) from.CopyRow(row + i, part.AsSpan(i * from.Width, from.Width));
            store.Add(part.AsSpan(0, count * from.Width));
        }
        return store;
    }

    // Bandwidth is taken before each search, so that both had the same neighbours.
    private static void Time(VectorStore store, float[] queries, int samples, Bandwidth bandwidth)
    {
        List<double> one = [], moved = [], read = [], ofMoved = [], ofRead = [];
        var bytes = 1e-9 * store.Count * new RowForm(store.Width, store.Format, true).Stride * store.Format.Size();
        for (var i = -1; i < samples; i++)
        {
            var (triad, reading) = (bandwidth.Triad(), bandwidth.Read());
            var seconds = Seconds(() => store.Search(queries.AsSpan((i + 1) * store.Width % queries.Length, store.Width), Top));
            if (i < 0) continue;            // the first compiles
            one.Add(seconds);
            moved.Add(triad);
            read.Add(reading);
            ofMoved.Add(bytes / seconds / triad);
            ofRead.Add(bytes / seconds / reading);
        }
        var batch = Seconds(() => store.SearchBatch(queries.AsSpan(0, Math.Min(Batch * store.Width, queries.Length)), Top)) / Batch;
        var median = Summary.Of(one).Median;
        Console.WriteLine(
            $"  {store.Format.Word(),-8} one query {median * 1e3,6:0.0} ms, {bytes / median,5:0.0} GB/s: {Summary.Of(ofMoved).Median,4:P0} "
            + $"of triad ({Summary.Of(moved).Median:0.0}), {Summary.Of(ofRead).Median,4:P0} of reading ({Summary.Of(read).Median:0.0}); "
            + $"of a batch of {Batch} {batch * 1e3:0.0} ms each; {store.Bytes * 1e-9:0.00} GB");
    }

    private static double Seconds(Action run)
    {
        var start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
