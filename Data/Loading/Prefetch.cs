using System.Diagnostics;

namespace Gexia.Data.Loading;

/// <summary>Makes items ahead of their use on background threads; they come out in order whatever the threads do.</summary>
/// <typeparam name="T">The item; it must be a function of its number only.</typeparam>
/// <remarks>
/// At most <c>ahead</c> items wait or are being made. What making an item throws is thrown to whoever takes it.
/// Stages are chained by making an item of the second out of the same number of the first, see <see cref="Take"/>:
/// <code>
/// using var decoded = new Prefetch&lt;Frames&gt;((n, stop) =&gt; Decode(files[n], stop), 0, files.Length, ahead: 3, workers: 2);
/// using var prepared = new Prefetch&lt;Pixels&gt;((n, stop) =&gt; Prepare(decoded.Take(n, stop)), 0, files.Length, ahead: 4);
/// </code>
/// <see cref="Dispose"/> waits until the background threads have ended.
/// </remarks>
public sealed class Prefetch<T> : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim room;
    private readonly CancellationTokenSource stop;
    private readonly CancellationToken stopping;
    private readonly Func<long, CancellationToken, T> make;
    private readonly Dictionary<long, TaskCompletionSource<T>> slots = [];
    private readonly List<Thread> threads = [];
    private readonly long end;
    private long nextToMake, nextToTake, waited;
    private bool disposed;

    /// <summary>Starts making items first, first+1, ….</summary>
    /// <param name="make">Makes item n; called from several threads at once when <paramref name="workers"/> is above 1.</param>
    /// <param name="first">Number of the first item.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="ahead">How many may be ready before they are asked for; at least 1.</param>
    /// <param name="workers">Background threads; at least 1.</param>
    /// <param name="cancellation">Ends the making of items at once, before <see cref="Dispose"/> does.</param>
    public Prefetch(
        Func<long, CancellationToken, T> make, long first, long count, int ahead = 2, int workers = 1,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ahead, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        this.make = make;
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stopping = stop.Token;
        (nextToMake, nextToTake, end) = (first, first, first + Math.Max(0, count));
        room = new SemaphoreSlim(ahead);
        for (var i = 0; i < Math.Min(workers, count); i++)
        {
            var thread = new Thread(Work) { IsBackground = true, Name = "Gexia prefetch" };
            threads.Add(thread);
            thread.Start();
        }
    }

    /// <summary>How long the takers have waited for items, added up.</summary>
    public TimeSpan Waited => TimeSpan.FromTicks(Interlocked.Read(ref waited));

    /// <summary>The next item; waits for it. For one thread that takes all items.</summary>
    /// <exception cref="InvalidOperationException">All items have been taken.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or this was disposed.</exception>
    public T Next(CancellationToken cancellation = default)
    {
        stopping.ThrowIfCancellationRequested();
        if (nextToTake >= end) throw new InvalidOperationException("Prefetch: all items have been taken.");
        var slot = Await(nextToTake, cancellation);
        nextToTake++;
        return slot.GetAwaiter().GetResult();
    }

    /// <summary>
    /// The item of that number; waits for it. For the threads of a following stage, which together take every number once.
    /// </summary>
    /// <remarks>Only taking makes room, so the least number that is not taken yet must always be among those waited for, or waiting could
    /// never end; the workers of another <see cref="Prefetch{T}"/>, which begin items in order, see to that.</remarks>
    /// <exception cref="OperationCanceledException">The token was cancelled, or this was disposed.</exception>
    public T Take(long number, CancellationToken cancellation = default) => Await(number, cancellation).GetAwaiter().GetResult();

    /// <summary>Ends the background threads and waits for them.</summary>
    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        stop.Cancel();
        foreach (var thread in threads) thread.Join();
        stop.Dispose();
    }

    private Task<T> Await(long number, CancellationToken cancellation)
    {
        var (slot, begun) = (Slot(number), Stopwatch.GetTimestamp());
        if (!slot.Task.IsCompleted)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stopping);
            try { slot.Task.Wait(either.Token); }
            catch (AggregateException) { } // the taker's GetResult throws what was thrown, unwrapped
            finally { Interlocked.Add(ref waited, Stopwatch.GetElapsedTime(begun).Ticks); }
        }
        lock (gate) slots.Remove(number);
        room.Release();
        return slot.Task;
    }

    private TaskCompletionSource<T> Slot(long number)
    {
        lock (gate)
        {
            if (!slots.TryGetValue(number, out var slot)) slots[number] = slot = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return slot;
        }
    }

    private void Work()
    {
        while (true)
        {
            try { room.Wait(stopping); }
            catch (OperationCanceledException) { return; }
            var number = Interlocked.Increment(ref nextToMake) - 1;
            if (number >= end) return;
            var slot = Slot(number);
            try { slot.SetResult(make(number, stopping)); }
            catch (Exception error) { slot.SetException(error); }
        }
    }
}
