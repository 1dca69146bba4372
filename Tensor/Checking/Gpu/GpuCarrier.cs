namespace Gexia.Checking;

/// <summary>A thread of the processor that runs threads of a group, one after the other; one that waits keeps its carrier.</summary>
internal sealed class GpuCarrier
{
    private const int StackBytes = 1 << 18;

    private readonly AutoResetEvent go = new(false);
    private GpuThread? thread;
    private bool isStopping;

    public GpuCarrier() => new Thread(Live, StackBytes) { IsBackground = true, Name = "GPU body" }.Start();

    /// <summary>Starts a thread of a group; the carrier is idle.</summary>
    public void Start(GpuThread next)
    {
        thread = next;
        next.Carrier = this;
        go.Set();
    }

    /// <summary>Lets the thread that waits here run on.</summary>
    public void Continue() => go.Set();

    /// <summary>Called by the thread that runs here.</summary>
    public void Pause() => go.WaitOne();

    /// <summary>Ends an idle carrier.</summary>
    public void Stop()
    {
        isStopping = true;
        go.Set();
    }

    private void Live()
    {
        go.WaitOne();
        while (!isStopping)
        {
            var next = thread;
            while (next is not null)
            {
                next.Carrier = this;
                next = next.Group.RunToEnd(next, this);
            }
            go.WaitOne();
        }
        go.Dispose();
    }
}
