namespace Gexia.Data.Loading;

/// <summary>Makes items ahead of their use on background threads; they come out in order whatever the threads do.</summary>
/// <typeparam name="T">The item; it must be a function of its number only.</typeparam>
/// <remarks>
/// At most <c>ahead</c> items wait or are being made. What making an item throws is thrown when that item's turn comes.
/// One thread takes the items; <see cref="Dispose"/> waits until the background threads have ended.
/// </remarks>
public sealed class Prefetch<T> : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim room;
    private readonly CancellationTokenSource stop = new();
    private readonly Func<long, CancellationToken, T> make;
    private readonly Dictionary<long, TaskCompletionSource<T>> slots = [];
    private readonly List<Thread> threads = [];
    private readonly long end;
    private long nextToMake, nextToTake;

    /// <summary>Starts making items first, first+1, ….</summary>
    /// <param name="make">Makes item n; called from several threads at once when <paramref name="workers"/> is above 1.</param>
    /// <param name="first">Number of the first item.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="ahead">How many may be ready before they are asked for; at least 1.</param>
    /// <param name="workers">Background threads; at least 1.</param>
    public Prefetch(Func<long, CancellationToken, T> make, long first, long count, int ahead = 2, int workers = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ahead, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        this.make = make;
        (nextToMake, nextToTake, end) = (first, first, first + Math.Max(0, count));
        room = new SemaphoreSlim(ahead);
        for (var i = 0; i < workers; i++)
        {
            var thread = new Thread(Work) { IsBackground = true, Name = "Gexia prefetch" };
            threads.Add(thread);
            thread.Start();
        }
    }

    /// <summary>The next item; waits for it.</summary>
    /// <exception cref="InvalidOperationException">All items have been taken.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or this was disposed.</exception>
    public T Next(CancellationToken cancellation = default)
    {
        stop.Token.ThrowIfCancellationRequested();
        if (nextToTake >= end) throw new InvalidOperationException("Prefetch: all items have been taken.");
        var slot = Slot(nextToTake);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stop.Token);
        try { slot.Task.Wait(either.Token); }
        catch (AggregateException) { } // GetResult below throws what was thrown, unwrapped
        lock (gate) slots.Remove(nextToTake);
        nextToTake++;
        room.Release();
        return slot.Task.GetAwaiter().GetResult();
    }

    /// <summary>Ends the background threads and waits for them.</summary>
    public void Dispose()
    {
        if (stop.IsCancellationRequested) return;
        stop.Cancel();
        foreach (var thread in threads) thread.Join();
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
            try { room.Wait(stop.Token); }
            catch (OperationCanceledException) { return; }
            var number = Interlocked.Increment(ref nextToMake) - 1;
            if (number >= end) return;
            var slot = Slot(number);
            try { slot.SetResult(make(number, stop.Token)); }
            catch (Exception error) { slot.SetException(error); }
        }
    }
}
