using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cli.Bench;
using Gexia.Cpu;
using Gexia.Search.Vectors;

namespace Gexia.Benchmarks;

/// <summary>
/// Exact vector search: <c>vectors [--rows N] [--width W] [--queries N] [--samples N] [--threads N]</c> (1,000,000 × 512, 1,000 queries).
/// One query's time as a share of the memory bandwidth measured beside it, a batch of 16, and for codes with re-ranking how many of the
/// first ten of each query are lost and how many rows are scored again.
/// </summary>
internal static class VectorBench
{
    private const int Top = 10, Batch = 16;

    public static void Run(string[] words)
    {
        var arguments = new Arguments(words);
        var (rows, width) = (arguments.Number("--rows", 1_000_000), arguments.Number("--width", 512));
        var (queries, samples) = (arguments.Number("--queries", 1000), arguments.Number("--samples", 15));
        using var threads = CpuThreads.Limit(arguments.Number("--threads", CpuThreads.Count));
        if (arguments.Rest.Count > 0) throw new ArgumentException("vectors takes options only.");
        Print($"{rows:N0} rows of {width}, {CpuThreads.Count} threads, {Simd.Level}; medians of {samples}");
        foreach (var kind in Enum.GetValues<VectorKind>())
        {
            var source = new VectorSource(kind, width);
            var asked = source.Queries(queries);
            var expected = Measure(source, rows, WeightFormat.Float32, asked, null, samples);
            foreach (var format in (WeightFormat[])[WeightFormat.BFloat16, WeightFormat.Int8]) Measure(source, rows, format, asked, expected, samples);
        }
    }

    private static ScoredRow[][] Measure(VectorSource source, int rows, WeightFormat format, float[] queries, ScoredRow[][]? expected, int samples)
    {
        var (store, watch) = (new VectorStore(source.Width, format), Stopwatch.StartNew());
        source.Fill(store, rows);
        var filled = watch.Elapsed.TotalSeconds;
        var width = source.Width;
        using var triad = new Bandwidth();
        List<double> one = [], batch = [], moved = [], read = [];
        for (var i = 0; i < samples; i++)
        {
            var query = queries.AsSpan(i * width % queries.Length, width);
            moved.Add(triad.Triad());
            read.Add(triad.Read());
            watch.Restart();
            store.Search(query, Top);
            one.Add(watch.Elapsed.TotalSeconds);
        }
        for (var i = 0; i < 3; i++)
        {
            watch.Restart();
            store.SearchBatch(queries.AsSpan(0, Math.Min(Batch * width, queries.Length)), Top);
            batch.Add(watch.Elapsed.TotalSeconds / Batch);
        }
        var bytes = (double)rows * new RowForm(width, format, true).Stride * format.Size();
        var (seconds, peak, reading) = (Summary.Of(one).Median, Summary.Of(moved).Median, Summary.Of(read).Median);
        Print($"{source.Kind} {format.Word(),-9} one query {seconds * 1e3,7:0.0} ms, {bytes / seconds / 1e9,5:0.0} GB/s: {bytes / seconds / 1e9 / peak,4:P0} of triad ({peak:0.0}), {bytes / seconds / 1e9 / reading,4:P0} of reading ({reading:0.0}); in a batch of {Batch} {Summary.Of(batch).Median * 1e3:0.0} ms; filled in {filled:0.0} s, {store.Bytes / 1e9:0.00} GB");
        var found = store.SearchBatch(queries, Top, null, out var rescored);
        if (expected is not null) Print($"    of {found.Length} queries {expected.Zip(found, (a, b) => a.Except(b).Count()).Sum()} of {expected.Sum(a => a.Length)} first rows lost, {rescored / (double)found.Length:0.0} rows scored again for each");
        return found;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>What memory gives, by the triad of <c>gexia bench</c> and by reading alone.</summary>
    private sealed unsafe class Bandwidth : IDisposable
    {
        private const int Length = (48 << 20) + 1040;           // floats: 192 MiB

        private readonly Triad triad = new();
        private readonly Tensor array = Tensor.Ones([Length]);

        public double Triad()
        {
            var start = Stopwatch.GetTimestamp();
            return triad.Run() / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        public double Read()
        {
            var sums = Tensor.Zeros([1024]);
            fixed (float* data = array.AsSpan<float>(), sum = sums.AsSpan<float>())
            {
                var start = Stopwatch.GetTimestamp();
                Device.Cpu.Launch(new Sum(data, sum), DType.Float32, Length, grain: 1 << 16, [array, sums]);
                return 1e-9 * sizeof(float) * Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }

        public void Dispose() => GC.KeepAlive(array);

        private readonly struct Sum(float* x, float* sums) : ICpuKernel
        {
            [MethodImpl(MethodImplOptions.AggressiveOptimization)]
            public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
            {
                TLane a = TLane.Of(0), b = a, c = a, d = a;
                for (var i = from; i + (4 * TLane.Count) <= to; i += 4 * TLane.Count)
                {
                    a += TLane.Load((T*)x + i);
                    b += TLane.Load((T*)x + i + TLane.Count);
                    c += TLane.Load((T*)x + i + (2 * TLane.Count));
                    d += TLane.Load((T*)x + i + (3 * TLane.Count));
                }
                ((T*)sums)[from / (1 << 16)] = TLane.SumAcross(a + b + (c + d));
            }
        }
    }
}
