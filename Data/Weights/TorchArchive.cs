using System.Runtime.InteropServices;
using Gexia.Data.Weights.Pickle;

namespace Gexia.Data.Weights;

/// <summary>
/// What <c>torch.save</c> and TorchScript write: a zip archive with a pickle <c>NAME/data.pkl</c>, which describes the tensors, and
/// a member <c>NAME/data/KEY</c> for every storage. Programs (<c>code/</c>) are never read.
/// </summary>
internal sealed class TorchArchive : WeightsFile
{
    private readonly ZipMembers members;
    private readonly string root;
    private readonly Dictionary<string, PickleTensor> tensors;
    private readonly string path;

    private TorchArchive(string path, ZipMembers members, ZipLimits limits)
    {
        (this.path, this.members) = (path, members);
        root = Root(path, members);
        if (members.Length($"{root}byteorder") is { } order) RequireLittleEndian(order);
        var value = ReadPickle();
        IsScript = value is PickleMap { IsObject: true };
        tensors = PickleTensors.Collect(path, value, new PickleLimits());
        RequireStorages(limits);
        Entries = tensors.ToDictionary(
            pair => pair.Key,
            pair => new WeightsEntry(pair.Key, pair.Value.Storage.Type, PickleCalls.Element(pair.Value.Storage.Type).Type, pair.Value.Shape)
            {
                Bytes = pair.Value.Elements * PickleCalls.Element(pair.Value.Storage.Type).Size
            },
            StringComparer.Ordinal);
    }

    public override IReadOnlyDictionary<string, WeightsEntry> Entries { get; }

    public override IReadOnlyList<string> Files => [path];

    public override string Format => IsScript ? "TorchScript archive" : "PyTorch archive";

    public override bool IsScript { get; }

    public static TorchArchive Open(string path, ZipLimits? limits = null)
    {
        limits ??= new();
        var members = new ZipMembers(path, limits);
        try
        {
            return new TorchArchive(path, members, limits);
        }
        catch
        {
            members.Dispose();
            throw;
        }
    }

    public override Tensor Read(string name)
    {
        if (!tensors.TryGetValue(name, out var tensor))
            throw new KeyNotFoundException($"{path}: holds no tensor '{WeightsException.Shorten(name)}'.");
        var (size, type) = PickleCalls.Element(tensor.Storage.Type);
        if (type is null)
            throw new WeightsException(path, $"'{WeightsException.Shorten(name)}' is a {tensor.Storage.Type}, which has no dtype here.");
        if (Math.Max(Entries[name].Length, tensor.Span) > (Array.MaxLength - 4096) / size)
            throw new WeightsException(path, $"'{WeightsException.Shorten(name)}' is larger than one tensor can be.");
        int[] shape = [.. tensor.Shape.Select(extent => (int)extent)];
        var result = Tensor.Zeros(shape, type.Value);
        if (result.Length == 0) return result;
        if (tensor.IsRowMajor) Fill(tensor, tensor.Offset, result, size);
        else
        {
            var source = Tensor.Zeros([(int)tensor.Span], type.Value);
            Fill(tensor, tensor.Offset, source, size);
            Gather(Bytes(source), Bytes(result), tensor, size);
        }
        if (type == DType.Bool && Bytes(result).ContainsAnyExceptInRange((byte)0, (byte)1))
            throw new WeightsException(path, $"'{WeightsException.Shorten(name)}': a truth value is neither 0 nor 1.");
        return result;
    }

    public override void Dispose() => members.Dispose();

    private void Fill(PickleTensor tensor, long offset, Tensor target, int size) =>
        members.Read(Member(tensor.Storage), offset * size, Bytes(target));

    private string Member(PickleStorage storage) => $"{root}data/{storage.Key}";

    private PickleValue ReadPickle()
    {
        var name = $"{root}data.pkl";
        var limits = new PickleLimits();
        var length = members.Length(name)!.Value;
        if (length > limits.Bytes) throw new WeightsException(path, $"the pickle has {length} bytes; at most {limits.Bytes} are read.");
        var bytes = new byte[length];
        members.Read(name, 0, bytes);
        return PickleReader.Read(path, bytes, limits);
    }

    private void RequireLittleEndian(long length)
    {
        Span<byte> order = stackalloc byte[6];
        if (length == 6) members.Read($"{root}byteorder", 0, order);
        if (!order.SequenceEqual("little"u8))
            throw new WeightsException(path, "was written on a big-endian machine. Save it again on a little-endian one.");
    }

    /// <summary>
    /// Every storage must be there with exactly the bytes that its elements take, and all tensors together must cost a
    /// few times the file at most.
    /// </summary>
    private void RequireStorages(ZipLimits limits)
    {
        var storages = new HashSet<string>(StringComparer.Ordinal);
        decimal stored = 0, read = 0, skipped = 0;
        foreach (var (name, tensor) in tensors)
        {
            var size = PickleCalls.Element(tensor.Storage.Type).Size;
            var member = Member(tensor.Storage);
            var has = members.Length(member)
                ?? throw new WeightsException(path, $"lacks the storage '{tensor.Storage.Key}' of '{WeightsException.Shorten(name)}'.");
            var needed = (decimal)tensor.Storage.Length * size;
            if (has != needed)
            {
                throw new WeightsException(
                    path,
                    $"the storage '{tensor.Storage.Key}' of '{WeightsException.Shorten(name)}' has {has} bytes, "
                    + $"but {tensor.Storage.Length} elements take {needed}.");
            }
            if (storages.Add(tensor.Storage.Key)) stored += has;        // however many views there are of it
            read += (decimal)tensor.Elements * size;
            if (!tensor.IsRowMajor) read += (decimal)tensor.Span * size;
            if (members.IsPacked(member)) skipped += (decimal)tensor.Offset * size;
        }
        if (read > (stored * limits.Sharing) + limits.Free)
            throw new WeightsException(
                path,
                $"its {tensors.Count} tensors overlap so much that reading them would take {read / Math.Max(1, stored):0} times the file. "
                + $"Save them with .clone().");
        if (skipped > (stored * limits.Sharing) + limits.Skipped)
            throw new WeightsException(
                path,
                $"its {tensors.Count} tensors lie so deep in compressed storages that reading them would unpack "
                + $"{skipped / Math.Max(1, stored):0} times the file. Save them again with PyTorch, which compresses nothing.");
    }

    private static string Root(string path, ZipMembers members)
    {
        var pickles = members.Names
            .Where(name => name.EndsWith("/data.pkl", StringComparison.Ordinal) && name.IndexOf('/') == name.Length - "/data.pkl".Length)
            .ToList();
        return pickles is [var only] ? only[..^"data.pkl".Length] : throw new WeightsException(path, pickles.Count == 0
            ? "is a zip archive without NAME/data.pkl, so PyTorch did not write it."
            : $"holds {pickles.Count} members NAME/data.pkl instead of one.");
    }

    private static void Gather(ReadOnlySpan<byte> source, Span<byte> target, PickleTensor tensor, int size)
    {
        var index = new long[tensor.Shape.Length];
        for (var at = 0; at < target.Length; at += size)
        {
            long from = 0;
            for (var axis = 0; axis < index.Length; axis++) from += index[axis] * tensor.Strides[axis];
            source.Slice(checked((int)(from * size)), size).CopyTo(target[at..]);
            for (var axis = index.Length - 1; axis >= 0 && ++index[axis] == tensor.Shape[axis]; axis--) index[axis] = 0;
        }
    }

    private static Span<byte> Bytes(Tensor tensor) => tensor.DType switch
    {
        DType.Float32 => MemoryMarshal.AsBytes(tensor.AsSpan<float>()),
        DType.Float64 => MemoryMarshal.AsBytes(tensor.AsSpan<double>()),
        DType.Int32 => MemoryMarshal.AsBytes(tensor.AsSpan<int>()),
        DType.Int64 => MemoryMarshal.AsBytes(tensor.AsSpan<long>()),
        DType.Bool => MemoryMarshal.AsBytes(tensor.AsSpan<bool>()),
        DType.BFloat16 => MemoryMarshal.AsBytes(tensor.AsSpan<BFloat16>()),
        _ => MemoryMarshal.AsBytes(tensor.AsSpan<Half>()),
    };
}
