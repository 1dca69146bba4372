namespace Gexia.Cpu;

/// <summary>Launches to be made again, in order, on the memory they were recorded with.</summary>
internal sealed class LaunchProgram
{
    private readonly CapturedLaunch[] launches;
    private readonly (Storage Storage, PinnedBuffer Buffer)[] inner, results;
    private readonly object held;                  // what kernels have only addresses of

    internal LaunchProgram(CapturedLaunch[] launches, (Storage, PinnedBuffer)[] inner, (Storage, PinnedBuffer)[] results, object held) =>
        (this.launches, this.inner, this.results, this.held) = (launches, inner, results, held);

    /// <summary>Number of launches.</summary>
    public int Count => launches.Length;

    /// <summary>Makes all launches. Then, until <see cref="Hide"/>, the results can be read; the other tensors of the program cannot, as
    /// their memory is anybody's.</summary>
    /// <remarks>Allocates nothing. What a kernel throws is thrown here; the program can be run again.</remarks>
    public void Run()
    {
        Show();
        foreach (var (storage, buffer) in inner) storage.Attach(buffer);
        try
        {
            foreach (var launch in launches) launch.Run();
        }
        catch
        {
            Hide();
            throw;
        }
        finally
        {
            foreach (var (storage, _) in inner) storage.Release();
        }
        GC.KeepAlive(held);
    }

    /// <summary>Lets the results be read.</summary>
    public void Show()
    {
        foreach (var (storage, buffer) in results) storage.Attach(buffer);
    }

    /// <summary>Makes reading the results an error again.</summary>
    public void Hide()
    {
        foreach (var (storage, _) in results) storage.Release();
    }
}
