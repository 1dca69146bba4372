using Gexia.Data.Image;
using Gexia.Embeddings;
using Gexia.Embeddings.Pipeline;
using Gexia.Tests.Support;

namespace Gexia.Tests.Embeddings;

/// <summary>Three stages at work at once, shown by sources that the test holds and lets go, never by time.</summary>
public sealed class EmbeddingPipelineTests : IDisposable
{
    /// <summary>Ends a test that would hang; nothing is measured with it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder = new();
    private readonly EmbeddingModel model;

    public EmbeddingPipelineTests() => model = EmbeddingModel.Open(TinyClip.Write(folder.File("tiny-clip")));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_is_encoded_while_the_next_is_being_decoded()
    {
        using ManualResetEventSlim begun = new(), release = new();
        using var run = Pipeline(batch: 1, decoders: 1).Run(2, (n, stop) =>
        {
            if (n == 1)
            {
                begun.Set();
                release.Wait(stop);
            }
            return Picture(n);
        }).GetEnumerator();
        Assert.True(run.MoveNext());                            // file 0 is encoded, and file 1 cannot be decoded yet
        Assert.True(begun.Wait(Patience), "file 1 was not begun");
        release.Set();
        Assert.True(run.MoveNext());
        Assert.Equal(1, run.Current.Number);
    }

    [Fact]
    public void Decoders_work_at_the_same_time_and_results_keep_their_order()
    {
        using var later = new CountdownEvent(2);
        var results = Pipeline(batch: 2, decoders: 3).Run(9, (n, stop) =>
        {
            // File 0 takes longer than 1 and 2: it waits for both.
            if (n is 1 or 2) later.Signal();
            if (n == 0 && !later.Wait((int)Patience.TotalMilliseconds, stop))
                throw new InvalidOperationException("files 1 and 2 were not begun");
            return Picture(n);
        }).ToArray();
        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal(Enumerable.Range(0, 9), results.Select(result => result.Number));
        for (var n = 0; n < 9; n++) Assert.Equal(model.EmbedImages(Picture(n).Frames)[0], results[n].Vector);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(4, 3, 8)]
    [InlineData(2, 2, 5)]
    public void No_more_inputs_are_held_than_the_queues_allow(int batch, int decoders, int queue)
    {
        var options = new PipelineOptions { Decoders = decoders, QueuedFrames = queue };
        var bound = options.DecodedAhead + options.PreparedAhead(framesEach: 1, batch) + batch;
        var (begun, given, most) = (0, 0, 0);
        foreach (var result in new EmbeddingPipeline(model, new() { BatchSize = batch }, options).Run(60, (n, _) =>
        {
            var held = Interlocked.Increment(ref begun) - Volatile.Read(ref given);
            for (var seen = Volatile.Read(ref most); held > seen; seen = Volatile.Read(ref most))
                Interlocked.CompareExchange(ref most, held, seen);
            return Picture(n);
        }))
            Interlocked.Increment(ref given);
        Assert.InRange(most, 1, bound);
    }

    [Fact]
    public void Cancellation_ends_every_decoder()
    {
        using var cancellation = new CancellationTokenSource();
        using var begun = new CountdownEvent(2);
        var running = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => Pipeline(batch: 1, decoders: 2).Run(50, (n, stop) =>
        {
            if (n < 3) return Picture(n);
            Interlocked.Increment(ref running);
            try
            {
                // The last decoder that hangs cancels everything.
                if (!begun.IsSet && begun.Signal()) cancellation.Cancel();
                stop.WaitHandle.WaitOne(Patience);
                stop.ThrowIfCancellationRequested();
                throw new InvalidOperationException("the decoder was not told to stop");
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }, cancellation: cancellation.Token).Count());
        Assert.Equal(0, running);
    }

    [Fact]
    public void A_reader_that_goes_away_ends_the_decoders()
    {
        var running = 0;
        foreach (var result in Pipeline(batch: 1, decoders: 2).Run(50, (n, stop) =>
        {
            if (n == 0) return Picture(n);
            Interlocked.Increment(ref running);
            stop.WaitHandle.WaitOne(Patience);
            Interlocked.Decrement(ref running);
            return null;
        }))
            break;
        Assert.Equal(0, running);
    }

    [Fact]
    public void What_was_done_and_waited_is_counted()
    {
        var pipeline = Pipeline(batch: 2, decoders: 1);
        Assert.Equal(4, pipeline.Run(4, (n, _) =>
        {
            Thread.Sleep(20);       // what is ready when it is asked for is not waited for
            return n == 2 ? null : Picture(n);
        }).Count());
        Assert.Equal(3, pipeline.Figures.Frames);
        Assert.InRange(pipeline.Figures.WaitingShare, double.Epsilon, 1);
        Assert.Throws<ArgumentException>(() => Pipeline(batch: 1, decoders: 0));
        Assert.Throws<ArgumentException>(() => new EmbeddingPipeline(model, EmbeddingOptions.Default, new() { QueuedFrames = 0 }));
    }

    private EmbeddingPipeline Pipeline(int batch, int decoders) => new(model, new() { BatchSize = batch }, new() { Decoders = decoders });

    private static DecodedMedium Picture(int n)
    {
        var picture = new RgbImage(33 + n, 40);
        for (var i = 0; i < picture.Pixels.Length; i++) picture.Pixels[i] = (byte)((i * (n + 3)) ^ (i >> 3));
        return DecodedMedium.Picture(picture);
    }
}
