namespace Gexia.Gpu;

/// <summary>
/// Copies between the processor and a device, through page-locked memory. An upload runs in a stream of its own, beside the kernels that
/// were queued before it, into a part of the device's memory that a copy in the kernels' stream empties: so the data of the next step
/// travel while the present one computes, and yet nothing overtakes anything.
/// </summary>
internal sealed class CudaStaging : IDisposable
{
    private const int PartBytes = 8 << 20, Parts = 4;

    private readonly nint compute, copy;
    private readonly Part[] parts = new Part[Parts];
    private readonly nint download;
    private readonly Lock turn = new();
    private int next;

    /// <param name="compute">The kernels' stream.</param>
    /// <param name="copy">The uploads' stream.</param>
    public CudaStaging(nint compute, nint copy)
    {
        (this.compute, this.copy) = (compute, copy);
        for (var i = 0; i < Parts; i++) parts[i] = new(compute);
        CudaDriver.Check(CudaDriver.AllocateHost(out download, PartBytes, 0));
    }

    /// <summary>Copies to the device, after all kernels that were queued before. The bytes may change once this returns.</summary>
    public unsafe void Upload(CudaDevice device, nint to, ReadOnlySpan<byte> from)
    {
        lock (turn)
            fixed (byte* first = from)
            {
                var (start, length) = ((nint)first, from.Length);
                device.Do(() =>
                {
                    for (var done = 0; done < length; done += PartBytes)
                        UploadPart(to + done, start + done, Math.Min(PartBytes, length - done));
                });
            }
    }

    /// <summary>Copies from the device, after all kernels that were queued before; waits.</summary>
    public unsafe void Download(CudaDevice device, nint from, Span<byte> to)
    {
        lock (turn)
            fixed (byte* first = to)
            {
                var (start, length) = ((nint)first, to.Length);
                device.Do(() =>
                {
                    for (var done = 0; done < length; done += PartBytes)
                    {
                        var bytes = Math.Min(PartBytes, length - done);
                        CudaDriver.Check(CudaDriver.DownloadAsync(download, from + done, (nuint)bytes, compute));
                        CudaDriver.Check(CudaDriver.AwaitStream(compute));
                        Buffer.MemoryCopy((void*)download, (void*)(start + done), bytes, bytes);
                    }
                });
            }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in parts) part.Dispose();
        CudaDriver.FreeHost(download);
    }

    private unsafe void UploadPart(nint to, nint from, int bytes)
    {
        var part = parts[next];
        next = (next + 1) % Parts;
        CudaDriver.Check(CudaDriver.AwaitEvent(part.Uploaded));         // its page-locked memory is free again
        Buffer.MemoryCopy((void*)from, (void*)part.Host, PartBytes, bytes);
        CudaDriver.Check(CudaDriver.MakeStreamWait(copy, part.Emptied, 0));
        CudaDriver.Check(CudaDriver.UploadAsync(part.Device, part.Host, (nuint)bytes, copy));
        CudaDriver.Check(CudaDriver.RecordEvent(part.Uploaded, copy));
        CudaDriver.Check(CudaDriver.MakeStreamWait(compute, part.Uploaded, 0));
        CudaDriver.Check(CudaDriver.CopyAsync(to, part.Device, (nuint)bytes, compute));
        CudaDriver.Check(CudaDriver.RecordEvent(part.Emptied, compute));
    }

    // Page-locked memory, as much on the device, and when each may be used again.
    private sealed class Part : IDisposable
    {
        public readonly nint Host, Device, Uploaded, Emptied;

        public Part(nint stream)
        {
            CudaDriver.Check(CudaDriver.AllocateHost(out Host, PartBytes, 0));
            CudaDriver.Check(CudaDriver.AllocateAsync(out Device, PartBytes, stream));
            CudaDriver.Check(CudaDriver.CreateEvent(out Uploaded, CudaDriver.WithoutTiming));
            CudaDriver.Check(CudaDriver.CreateEvent(out Emptied, CudaDriver.WithoutTiming));
            CudaDriver.Check(CudaDriver.RecordEvent(Emptied, stream));      // the copies' stream waits until the memory is there
        }

        public void Dispose()
        {
            CudaDriver.FreeHost(Host);
            CudaDriver.DestroyEvent(Uploaded);
            CudaDriver.DestroyEvent(Emptied);
        }
    }
}
