namespace Gexia.Gpu;

/// <summary>
/// The memory of a kernel's operands, where the processor can use it: each storage looks into a copy until this is disposed.
/// </summary>
internal readonly ref struct HostCopies
{
    private readonly List<(Storage Storage, DeviceBuffer Device, PinnedBuffer Host)> copies = [];
    private readonly HashSet<Storage> written = [];

    public HostCopies(in Operands operands)
    {
        foreach (var tensor in operands.Writes)
            if (tensor is not null) written.Add(tensor.Storage);
        foreach (var tensor in operands.All)
        {
            if (tensor is null || copies.Exists(copy => copy.Storage == tensor.Storage)) continue;
            var (storage, device) = (tensor.Storage, tensor.Storage.Buffer!);
            var host = PinnedBuffer.Create(storage.Bytes);
            device.Read(0, host.Span[..checked((int)storage.Bytes)]);
            copies.Add((storage, device, host));
        }
        foreach (var (storage, _, host) in copies) storage.Attach(host);
    }

    /// <summary>Copies what was written to the device.</summary>
    public void WriteBack()
    {
        foreach (var (storage, device, host) in copies)
            if (written.Contains(storage)) device.Write(0, host.Span[..checked((int)storage.Bytes)]);
    }

    /// <summary>Lets the storages look into their own memory again.</summary>
    public void Dispose()
    {
        foreach (var (storage, device, _) in copies) storage.Attach(device);
    }
}
