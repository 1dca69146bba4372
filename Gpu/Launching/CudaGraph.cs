using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>A recorded launch that goes into the device's stream and nowhere else, so that a graph can hold it.</summary>
internal interface IGraphable;

/// <summary>
/// The launches of a captured step as one graph of the driver's: captured from the stream at the first run, and from then on launched as a
/// whole. Addresses are those of the capture, and numbers that change lie in memory.
/// </summary>
internal sealed class CudaGraph(CudaDevice device, RecordedLaunch[] launches) : RecordedLaunch
{
    private const int ThreadLocal = 1;          // other threads may use the driver meanwhile

    private nint executable;

    ~CudaGraph()
    {
        if (executable != 0) CudaDriver.DestroyExecutable(executable);
    }

    public override Device Queue => device;

    public override void Run()
    {
        if (executable == 0) Capture();
        device.LaunchGraph(executable);
    }

    private void Capture()
    {
        device.Do(() =>
        {
            CudaDriver.Check(CudaDriver.BeginCapture(device.Stream, ThreadLocal));
            nint graph;
            try
            {
                foreach (var launch in launches) launch.Run();
            }
            finally
            {
                CudaDriver.Check(CudaDriver.EndCapture(device.Stream, out graph));
            }
            CudaDriver.Check(CudaDriver.Instantiate(out executable, graph, 0));
            CudaDriver.Check(CudaDriver.DestroyGraph(graph));
        });
    }
}
