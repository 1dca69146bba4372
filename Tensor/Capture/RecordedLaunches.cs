namespace Gexia.Cpu;

/// <summary>Launches to be made again, in order, on the memory they were recorded with.</summary>
/// <param name="launches">In order.</param>
/// <param name="inner">Memory that is used between launches only.</param>
/// <param name="results">Memory that may be read after a run.</param>
/// <param name="written">Other memory that a run writes to.</param>
internal sealed class RecordedLaunches(
    RecordedLaunch[] launches, (Storage Storage, DeviceBuffer Buffer)[] inner, (Storage Storage, DeviceBuffer Buffer)[] results,
    Storage[] written)
{
    private RecordedLaunch? joined;         // all of them as one, where they go into one queue that can join them
    private bool hasRun;

    /// <summary>Number of launches.</summary>
    public int Count => launches.Length;

    /// <summary>Makes all launches. Then, until <see cref="Hide"/>, the results can be read; the other tensors of the step cannot, as
    /// their memory is used again within it. The results must be hidden before.</summary>
    /// <remarks>Allocates nothing. What a kernel throws is thrown here; the program can be run again.</remarks>
    public void Run()
    {
        foreach (var (storage, buffer) in inner) storage.Attach(buffer);
        foreach (var (storage, buffer) in results) storage.Attach(buffer);
        foreach (var storage in written) storage.CountWriting();
        try
        {
            if (!hasRun) Join();
            if (joined is not null) joined.Run();
            else foreach (var launch in launches) launch.Run();
        }
        catch
        {
            Hide();
            throw;
        }
        finally
        {
            foreach (var (storage, _) in inner) storage.Detach();
        }
        foreach (var (storage, _) in results) storage.Open();
    }

    private void Join()
    {
        hasRun = true;
        if (launches.Length == 0 || launches[0].Queue is not { } queue) return;
        foreach (var launch in launches)
            if (launch.Queue != queue) return;
        joined = queue.Join(launches);
    }

    /// <summary>Takes over what the recorded run has made, and lets its results be read.</summary>
    public void Show()
    {
        foreach (var (storage, _) in inner) storage.GiveToStep();
        foreach (var (storage, buffer) in results)
        {
            storage.GiveToStep();
            storage.Attach(buffer);
            storage.Open();
        }
    }

    /// <summary>Makes reading the results an error again, when those who read now are done.</summary>
    public void Hide()
    {
        foreach (var (storage, _) in results) storage.Close();
    }
}
