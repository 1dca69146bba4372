namespace Gexia.Tests.Tensors;

/// <summary>
/// Tensors that one thread reads while another ends their scope: the right numbers or an exception, never somebody else's.
/// </summary>
public class SharedMemoryTests
{
    private const int Length = 1 << 19;
    private const double Alien = -1;

    /// <summary>Ways to read all of a tensor whose elements are one number; each returns the numbers that it saw.</summary>
    public static TheoryData<string, Func<Tensor, IEnumerable<double>>> Ways => new()
    {
        { "sum", x => [x.Sum().At() / Length] },
        { "copy", x => Distinct(x.Copy().ToArray<float>()) },
        { "array", x => Distinct(x.ToArray<float>()) },
        { "span", x => Distinct(x.AsSpan<float>()) },
        { "strided tensor span", x => Distinct(Flattened(x.Reshape(1024, -1).Transpose())) },
        { "elementwise with a broadcast", x => Distinct((x.Reshape(2, -1) + Tensor.Zeros([2, 1])).ToArray<float>()) },
        { "strided", x => Distinct(x.Reshape(1024, -1).Transpose().Copy().ToArray<float>()) },
        { "product", x => Distinct(x.Reshape(-1, 512).MatMul(Tensor.Full([512, 8], 1.0 / 512)).ToArray<float>()) },
        {
            "linear with a residual",
            x => Distinct(Tensor.Zeros([Length / 64, 4]).Linear(Tensor.Zeros([64, 4]), null, x.Reshape(-1, 64)).ToArray<float>())
        },
        {
            "softmax",
            x => Distinct(x.Reshape(-1, 64).LogSoftmax().Exp().ToArray<float>()).Select(
                p => Math.Abs(p - (1.0 / 64)) < 1e-6 ? double.NaN : Alien)
        },
        { "conversion", x => Distinct(Array.ConvertAll(x.To(DType.Float64).ToArray<double>(), value => (float)value)) },
        { "element", x => [x.At(Length / 2), x.At(Length - 1)] },
    };

    private static float[] Flattened(Tensor x)
    {
        var values = new float[x.Length];
        x.AsReadOnlyTensorSpan<float>().FlattenTo(values);
        return values;
    }

    [Theory, MemberData(nameof(Ways))]
    public void A_reader_sees_the_numbers_or_an_exception(string way, Func<Tensor, IEnumerable<double>> read)
    {
        const int steps = 120;
        var readers = Enumerable.Range(0, 2).Select(_ => new Reader(read)).ToList();
        for (var step = 0; step < steps && readers.TrueForAll(reader => reader.Failure is null); step++)
        {
            using (TensorScope.Begin())
            {
                var number = step + 1;
                var x = Tensor.Full([Length], number);
                readers.ForEach(reader => reader.Show(x, number));
                // The scope ends while somebody is about to read, or reads; in the last step, when all have read.
                var last = step == steps - 1;
                foreach (var reader in readers) reader.WaitUntil(last ? () => reader.HasRead == number : () => reader.HasBegun == number);
                Thread.SpinWait(step % 10 * 500);
            }
            // What was given back is used again at once.
            using (TensorScope.Begin())
                for (var i = 0; i < 3; i++) Tensor.Full([Length], Alien);
        }
        readers.ForEach(reader => reader.Stop());
        Assert.All(readers, reader => Assert.True(reader.Failure is null, $"{way}: {reader.Failure}"));
        Assert.All(readers, reader => Assert.Equal(steps, reader.HasRead));
    }

    [Fact]
    public void An_operation_that_has_begun_elsewhere_finishes_with_the_right_numbers()
    {
        // The memory is given back while the other thread is certainly inside.
        Tensor x;
        using var inside = new ManualResetEventSlim();
        using var ended = new ManualResetEventSlim();
        double[]? seen = null;
        Thread reader;
        using (TensorScope.Begin())
        {
            x = Tensor.Full([64], 5);
            reader = new Thread(() =>
            {
                using var use = new MemoryUse([x]);
                inside.Set();
                ended.Wait();
                seen = [.. Distinct(x.Elements<float>())];
            });
            reader.Start();
            inside.Wait();
        }
        using (TensorScope.Begin())
        {
            for (var i = 0; i < 50; i++) Tensor.Full([64], Alien);
            Assert.Throws<ObjectDisposedException>(() => x.At(0));
            ended.Set();
            reader.Join();
        }
        Assert.Equal([5.0], seen!);
        Assert.Throws<ObjectDisposedException>(() => x.At(0));
    }

    [Fact]
    public void A_span_keeps_its_numbers_after_the_scope()
    {
        Span<float> mine;
        ReadOnlySpan<float> other;
        using (TensorScope.Begin())
        {
            mine = Tensor.Full([3000], 7).AsSpan<float>();
            other = Tensor.Full([3000], 8).AsReadOnlySpan<float>();
        }
        using (TensorScope.Begin())
        {
            var live = Enumerable.Range(0, 50).Select(i => Tensor.Full([3000], -i)).ToList();
            mine[0] = 9;
            for (var i = 0; i < live.Count; i++) Assert.Equal(-i, live[i].At(0));
        }
        Assert.Equal([9f, 7f], mine[..2].ToArray());
        Assert.False(mine[1..].ContainsAnyExcept(7f));
        Assert.False(other.ContainsAnyExcept(8f));
    }

    [Fact]
    public void So_does_one_of_memory_that_captured_steps_use()
    {
        var x = Tensor.Of(1f, 2, 3).RequireGradient();
        using var arena = new CaptureArena();
        var program = CapturedStep.Capture(() => (x * x * x).Sum(), arena);
        Span<float> span;
        Tensor kept;
        using (var scope = arena.Begin())
        {
            var y = Tensor.Full([3], 4);
            span = y.AsSpan<float>();
            span[1] = 5;
            Assert.Equal([4f, 5f, 4f], y.ToArray<float>());
            kept = scope.Keep(y);
        }
        for (var i = 0; i < 5; i++) program.Run();
        Assert.Equal([4f, 5f, 4f], span.ToArray());
        span[0] = 6;
        Assert.Equal([6f, 5f, 4f], kept.ToArray<float>());
        program.Run();
        Assert.Equal([3f, 12f, 27f], program.Gradients[x].ToArray<float>());
    }

    [Fact]
    public void The_result_of_a_captured_step_has_no_span_as_the_next_run_would_change_it()
    {
        var x = Tensor.Of(1f, 2, 3).RequireGradient();
        var program = CapturedStep.Capture(() => (x * x).Sum());
        Assert.Contains(
            "ToArray", Assert.Throws<InvalidOperationException>(() => program.Gradients[x].AsSpan<float>()).Message,
            StringComparison.Ordinal);
        Assert.Equal([2f, 4f, 6f], program.Gradients[x].ToArray<float>());
    }

    [Fact]
    public void Results_of_captured_steps_are_read_whole_or_not_at_all_on_other_threads()
    {
        var x = Tensor.Full([Length], 1).RequireGradient();
        var program = CapturedStep.Capture(() => (x * x).Sum());
        Exception? failure = null;
        var (reads, stop) = (0, false);
        var reader = new Thread(() =>
        {
            try
            {
                while (!Volatile.Read(ref stop))
                {
                    try
                    {
                        var seen = Distinct(program.Gradients[x].ToArray<float>()).ToList();
                        Assert.True(seen.Count == 1, $"{seen.Count} numbers at once: {string.Join(", ", seen.Take(3))}");
                        Volatile.Write(ref reads, reads + 1);
                    }
                    catch (ObjectDisposedException)
                    {
                        Thread.Yield();
                    }
                }
            }
            catch (Exception error)
            {
                failure = error;
            }
        });
        reader.Start();
        for (var i = 0; i < 5000 && Volatile.Read(ref reads) < 100 && failure is null; i++)
        {
            x.CopyFrom(Tensor.Full([Length], i));
            program.Run();
        }
        Volatile.Write(ref stop, true);
        reader.Join();
        Assert.Null(failure);
    }

    private static IEnumerable<double> Distinct(ReadOnlySpan<float> values)
    {
        var seen = new HashSet<double>();
        var last = float.NaN;
        foreach (var value in values)
            if (!value.Equals(last)) seen.Add(last = value);
        return seen;
    }

    /// <summary>A thread that reads whatever it was shown last, again and again.</summary>
    private sealed class Reader
    {
        private readonly Thread thread;
        private volatile Shown? shown;
        private bool stop;
        private int begun, read;

        public Reader(Func<Tensor, IEnumerable<double>> look)
        {
            thread = new Thread(() =>
            {
                while (!Volatile.Read(ref stop))
                {
                    if (shown is not var (tensor, number))
                    {
                        Thread.Yield();
                        continue;
                    }
                    Volatile.Write(ref begun, number);
                    try
                    {
                        foreach (var value in look(tensor))
                            if (!double.IsNaN(value) && value != number) Failure = $"read {value} where {number} was written";
                        Volatile.Write(ref read, number);
                    }
                    catch (ObjectDisposedException)
                    {
                        Thread.Yield();
                    }
                    catch (Exception error)
                    {
                        Failure = error.ToString();
                    }
                }
            });
            thread.Start();
        }

        /// <summary>The number of the tensor that it began to read last.</summary>
        public int HasBegun => Volatile.Read(ref begun);

        /// <summary>The number of the tensor that it read to the end last.</summary>
        public int HasRead => Volatile.Read(ref read);

        /// <summary>What went wrong, if something did.</summary>
        public string? Failure { get; private set; }

        /// <summary>Waits, but not for a reader that has failed.</summary>
        public void WaitUntil(Func<bool> condition)
        {
            while (!condition() && Failure is null) Thread.Yield();
        }

        public void Show(Tensor tensor, int number) => shown = new(tensor, number);

        public void Stop()
        {
            Volatile.Write(ref stop, true);
            thread.Join();
        }

        private sealed record Shown(Tensor Tensor, int Number);
    }
}
