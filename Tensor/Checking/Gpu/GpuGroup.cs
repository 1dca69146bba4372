using Gexia.Gpu;

namespace Gexia.Checking;

/// <summary>
/// Runs the threads of a group, one at a time. A thread runs until it waits at a barrier or a shuffle, or ends; which one runs next is up
/// to an order, so that what lacks a barrier between two threads comes out wrong in one order or another. A warp runs as far as the next
/// barrier before another starts.
/// </summary>
internal sealed class GpuGroup : IDisposable
{
    private readonly Stack<GpuCarrier> idle = new();
    private readonly AutoResetEvent done = new(false);
    private GpuThread[] threads = [];
    private Action<GpuThread> body = _ => { };
    private IEnumerator<GpuThread> schedule = Enumerable.Empty<GpuThread>().GetEnumerator();
    private KernelException? failure;
    private List<(int Line, int Mask)>[] shuffles = [];     // of each warp, since the last barrier

    public int Number { get; private set; }

    public int Groups { get; private set; }

    public int Threads => threads.Length;

    /// <summary>Runs one group to its end.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="groups">How many there are.</param>
    /// <param name="count">Threads of the group: a multiple of <see cref="IGpu.WarpSize"/>.</param>
    /// <param name="order">Which thread runs before which.</param>
    /// <param name="run">What a thread does.</param>
    /// <exception cref="KernelException">Threads of the group part, or one broke a rule.</exception>
    public void Run(int number, int groups, int count, GpuOrder order, Action<GpuThread> run)
    {
        (Number, Groups, body, failure) = (number, groups, run, null);
        shuffles = [.. Enumerable.Range(0, count / IGpu.WarpSize).Select(_ => new List<(int, int)>())];
        threads = [.. Enumerable.Range(0, count).Select(i => new GpuThread(this, i))];
        schedule = Schedule(order).GetEnumerator();
        Carrier().Start(Next()!);
        done.WaitOne();
        if (failure is not null) throw failure;
    }

    /// <summary>Called by a thread that stopped: lets the next one run, and comes back when it is this one's turn again.</summary>
    public void Wait(GpuThread thread)
    {
        var next = Next();
        if (next != thread)
        {
            Wake(next!);
            thread.Carrier!.Pause();
        }
        if (failure is not null) throw new OperationCanceledException();        // ends this thread
    }

    /// <summary>Runs a thread that starts; returns the next for the same carrier, or null when it has nothing to do.</summary>
    public GpuThread? RunToEnd(GpuThread thread, GpuCarrier carrier)
    {
        try
        {
            if (failure is null) body(thread);
        }
        catch (OperationCanceledException) when (failure is not null) { }
        catch (Exception e)
        {
            Fail($"thread {thread.Number}: {e.Message}", e);
        }
        thread.At = GpuStop.End;
        var next = Next();
        if (next is { Carrier: null }) return next;
        idle.Push(carrier);
        if (next is null) done.Set();
        else Wake(next);
        return null;
    }

    public void Dispose()
    {
        foreach (var carrier in idle) carrier.Stop();
        done.Dispose();
    }

    private void Wake(GpuThread thread)
    {
        if (thread.Carrier is { } carrier) carrier.Continue();
        else Carrier().Start(thread);
    }

    private GpuCarrier Carrier() => idle.TryPop(out var carrier) ? carrier : new GpuCarrier();

    private void Fail(string what, Exception? cause = null) => failure ??= new KernelException($"group {Number}, {what}", cause);

    // The thread that runs next; after a failure those that have not ended, to end them; null when all have.
    private GpuThread? Next() =>
        failure is null && schedule.MoveNext() && failure is null
            ? schedule.Current
            : threads.FirstOrDefault(thread => thread.At != GpuStop.End);

    private IEnumerable<GpuThread> Schedule(GpuOrder order)
    {
        do
        {
            foreach (var warp in order.Of(threads.Length / IGpu.WarpSize))
            {
                var lanes = new ArraySegment<GpuThread>(threads, warp * IGpu.WarpSize, IGpu.WarpSize);
                do
                {
                    foreach (var lane in order.Of(IGpu.WarpSize))
                        if (lanes[lane].At == GpuStop.None) yield return lanes[lane];
                }
                while (Shuffle(lanes));
            }
        }
        while (Release());
    }

    // Exchanges values where a warp waits at a shuffle.
    private bool Shuffle(ArraySegment<GpuThread> lanes)
    {
        var first = lanes.FirstOrDefault(lane => lane.At == GpuStop.Shuffle);
        if (first is null) return false;
        var other = lanes.FirstOrDefault(lane => lane.At != first.At || lane.Line != first.Line || lane.Mask != first.Mask);
        if (other is not null)
        {
            Fail($"{first}, but {other}: all threads of a warp must come to a shuffle, at the same call with the same mask.");
            return false;
        }
        shuffles[first.Number / IGpu.WarpSize].Add((first.Line, first.Mask));
        float[] values = [.. lanes.Select(lane => lane.Value)];
        for (var lane = 0; lane < values.Length; lane++)
        {
            lanes[lane].Value = values[lane ^ first.Mask];
            lanes[lane].At = GpuStop.None;
        }
        return true;
    }

    private static string Text(List<(int Line, int Mask)> shuffles) =>
        shuffles.Count == 0
            ? "no shuffle"
            : $"{shuffles.Count} shuffles, the last in line {shuffles[^1].Line} with mask {shuffles[^1].Mask}";

    // Opens the barrier at which all wait; false when all have ended.
    private bool Release()
    {
        var first = threads.FirstOrDefault(thread => thread.At == GpuStop.Barrier);
        if (first is null)
        {
            CompareShuffles();
            return false;
        }
        var other = threads.FirstOrDefault(thread => thread.At != first.At || thread.Line != first.Line);
        if (other is not null)
        {
            Fail($"{first}, but {other}: all threads of a group must come to a barrier, at the same call.");
            return false;
        }
        CompareShuffles();
        foreach (var thread in threads) thread.At = GpuStop.None;
        return failure is null;
    }

    private void CompareShuffles()
    {
        for (var warp = 1; warp < shuffles.Length && failure is null; warp++)
        {
            if (shuffles[warp].SequenceEqual(shuffles[0])) continue;
            Fail(
                $"warps 0 and {warp} came to {Text(shuffles[0])} and {Text(shuffles[warp])}: all threads of a group must come to the same "
                + "shuffles between two barriers, with the same masks.");
        }
        foreach (var warp in shuffles) warp.Clear();
    }
}
