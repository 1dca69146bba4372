using System.Buffers.Binary;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Gexia.Cpu;
using Microsoft.Win32.SafeHandles;

namespace Gexia.Io;

/// <summary>
/// An open safetensors file: named tensors that are read when they are asked for. The header is checked completely on opening,
/// so a file from a stranger cannot make a later read leave the file, overlap another tensor, or overflow.
/// </summary>
/// <remarks>
/// Layout: 8 bytes header length (little endian), the header as JSON, then the tensors' bytes.
/// Read with positioned reads rather than a memory map, because a mapped file that somebody truncates ends the process.
/// A tensor read outside a <see cref="TensorScope"/> belongs to the collector; it does not keep the file open.
/// </remarks>
/// <example><code>
/// using var file = SafeTensors.Open("clip.safetensors");
/// foreach (var (name, value) in file) Console.WriteLine($"{name}: {value.Description}");
/// </code></example>
public sealed class SafeTensors : IReadOnlyDictionary<string, Tensor>, IDisposable
{
    /// <summary>Bytes that are worth a thread of their own.</summary>
    private const int LeastPart = 1 << 19;

    /// <summary>Bytes that are read and, while a core still has them close by, looked at.</summary>
    private const int Stretch = 1 << 18;

    private readonly SafeFileHandle handle;
    private readonly SafeTensorsHeader header;
    private readonly string path;
    private readonly long start;
    private readonly List<string> names;

    private SafeTensors(string path, SafeFileHandle handle, SafeTensorsHeader header, long start)
    {
        (this.path, this.handle, this.header, this.start) = (path, handle, header, start);
        names = [.. header.Entries.Values.Where(entry => entry.DType is not null).Select(entry => entry.Name)];
    }

    /// <summary>Opens a file and checks its whole header against the file's length.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What the header may cost; <see cref="SafeTensorsLimits.Default"/> when null.</param>
    /// <exception cref="GexiaException">There is no such file, or it breaks the format or a limit
    /// (<see cref="SafeTensorsException"/>).</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SafeTensors Open(string path, SafeTensorsLimits? limits = null)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("SafeTensors: the format is little endian, this machine is not.");
        InputFile.Require(path);
        var handle = File.OpenHandle(path);
        try
        {
            var (header, start) = ReadHeader(path, handle, limits ?? SafeTensorsLimits.Default);
            return new SafeTensors(path, handle, header, start);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads every readable tensor of a file and closes it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="GexiaException">There is no such file, or it breaks the format or a limit
    /// (<see cref="SafeTensorsException"/>).</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Dictionary<string, Tensor> ReadAll(string path)
    {
        using var file = Open(path);
        return file.ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>What the header says, by name, with the tensors whose dtype this library cannot read.</summary>
    public IReadOnlyDictionary<string, SafeTensorsEntry> Entries => header.Entries;

    /// <summary>Free text that the writer added, by key.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <summary>
    /// Names of the tensors that are stored in a dtype this library has no type for; they are left out of the dictionary.
    /// </summary>
    public IEnumerable<string> Unreadable => header.Entries.Values.Where(entry => entry.DType is null).Select(entry => entry.Name);

    /// <summary>Number of readable tensors.</summary>
    public int Count => names.Count;

    /// <summary>Names of the readable tensors, in the header's order.</summary>
    public IEnumerable<string> Keys => names;

    /// <summary>Every readable tensor, read one after the other.</summary>
    public IEnumerable<Tensor> Values => names.Select(name => this[name]);

    /// <summary>Reads one tensor, anew at every call, in the dtype it is stored in.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    /// <exception cref="SafeTensorsException">Its dtype cannot be read, or the file has been shortened since it was opened.</exception>
    public Tensor this[string name] => Read(name, out _);

    /// <summary>
    /// As the indexer, and says at hardly any cost whether the tensor is finite: its bytes are looked at while they are read.
    /// </summary>
    /// <param name="name">One of <see cref="Keys"/>.</param>
    /// <param name="finite">Whether no element is NaN or infinite.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    /// <exception cref="SafeTensorsException">Its dtype cannot be read, or the file has been shortened since it was opened.</exception>
    public Tensor Read(string name, out bool finite)
    {
        if (!header.Entries.TryGetValue(name, out var entry))
            throw new KeyNotFoundException($"{path}: holds no tensor '{SafeTensorsException.Shorten(name)}'.");
        if (entry.DType is not { } type)
            throw new SafeTensorsException(
                path,
                $"is stored as {entry.StoredType}, which has no dtype here. Convert the file to F32, F64, F16, BF16, I32, I64 or BOOL.",
                name);
        return Read(entry, type, out finite);
    }

    /// <summary>Whether there is a readable tensor of that name.</summary>
    public bool ContainsKey(string key) => header.Entries.TryGetValue(key, out var entry) && entry.DType is not null;

    /// <summary>Reads one tensor when there is a readable one of that name.</summary>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Tensor value)
    {
        value = ContainsKey(key) ? this[key] : null;
        return value is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() =>
        names.Select(name => KeyValuePair.Create(name, this[name])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Closes the file. Tensors already read stay usable.</summary>
    public void Dispose() => handle.Dispose();

    private Tensor Read(SafeTensorsEntry entry, DType type, out bool finite)
    {
        foreach (var axis in entry.Shape)
            if (axis > int.MaxValue) throw new SafeTensorsException(path, $"an axis of {axis} is longer than a tensor can be.", entry.Name);
        if (entry.Bytes > Array.MaxLength - 4096)
            throw new SafeTensorsException(path, $"{entry.Bytes:N0} bytes are more than one tensor can hold.", entry.Name);
        var tensor = Tensor.Empty([.. entry.Shape.Select(axis => (int)axis)], type);
        var bytes = tensor.Storage.Span;
        finite = bytes.Length >= 2 * LeastPart
            ? FillInParts(bytes, start + entry.Begin, entry.Name, type)
            : FillFinite(bytes, start + entry.Begin, entry.Name, type);
        if (type == DType.Bool && bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
            throw new SafeTensorsException(
                path, "a BOOL element is neither 0 nor 1.", entry.Name,
                start + entry.Begin + bytes.IndexOfAnyExceptInRange((byte)0, (byte)1));
        return tensor;
    }

    /// <summary>
    /// Reads a large tensor on several threads: what takes the time is the first touch of fresh memory and the copy, not the disk.
    /// </summary>
    private unsafe bool FillInParts(Span<byte> bytes, long offset, string tensor, DType type)
    {
        var parts = Math.Min(CpuThreads.Default, bytes.Length / LeastPart);
        var (length, size) = (bytes.Length, bytes.Length / parts / sizeof(double) * sizeof(double));     // whole elements
        var broken = 0;
        fixed (byte* first = bytes)
        {
            var address = (nint)first;
            try
            {
                Parallel.For(0, parts, part =>
                {
                    var begin = part * size;
                    var end = part == parts - 1 ? length : begin + size;
                    if (!FillFinite(new Span<byte>((byte*)address + begin, end - begin), offset + begin, tensor, type))
                        Interlocked.Exchange(ref broken, 1);
                });
            }
            catch (AggregateException error)
            {
                ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
            }
        }
        return broken == 0;
    }

    /// <summary>Reads bytes and says whether what they hold is finite.</summary>
    private bool FillFinite(Span<byte> bytes, long offset, string tensor, DType type)
    {
        var finite = true;
        for (var begin = 0; begin < bytes.Length; begin += Stretch)
        {
            var stretch = bytes.Slice(begin, Math.Min(Stretch, bytes.Length - begin));
            Fill(handle, stretch, offset + begin, path, tensor);
            finite = finite && !NonFinite.AnyIn(stretch, type);
        }
        return finite;
    }

    private static (SafeTensorsHeader Header, long Start) ReadHeader(string path, SafeFileHandle handle, SafeTensorsLimits limits)
    {
        var length = RandomAccess.GetLength(handle);
        if (length < 8)
        {
            throw new SafeTensorsException(
                path, $"the file holds {length} bytes; a safetensors file begins with 8 that state the length of its header.");
        }
        Span<byte> eight = stackalloc byte[8];
        Fill(handle, eight, 0, path, null);
        var size = BinaryPrimitives.ReadUInt64LittleEndian(eight);
        if (size > SafeTensorsLimits.MostHeaderBytes)
            throw new SafeTensorsException(
                path,
                $"states a header of {size:N0} bytes; the format allows {SafeTensorsLimits.MostHeaderBytes:N0}. Is it a safetensors file?",
                offset: 0);
        if (size > (ulong)(length - 8))
        {
            throw new SafeTensorsException(
                path,
                $"states a header of {size} bytes, but only {length - 8} bytes follow: the file is at least {(long)size - (length - 8)} "
                + $"bytes short.",
                offset: 0);
        }
        var json = new byte[(int)size];
        Fill(handle, json, 8, path, null);
        var header = SafeTensorsHeader.Parse(path, json, limits);
        RequireCover(path, header, length - 8 - (long)size, 8 + (long)size);
        return (header, 8 + (long)size);
    }

    /// <summary>The tensors must cover the bytes after the header exactly: in a row, no gap, no overlap, nothing left.</summary>
    private static void RequireCover(string path, SafeTensorsHeader header, long available, long start)
    {
        long covered = 0;
        SafeTensorsEntry? before = null;
        foreach (var entry in header.Entries.Values.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin < covered)
                throw new SafeTensorsException(
                    path, $"overlaps '{SafeTensorsException.Shorten(before!.Name)}': it begins at {entry.Begin}, which ends at {covered}.",
                    entry.Name, start + entry.Begin);
            if (entry.Begin > covered)
                throw new SafeTensorsException(
                    path, $"leaves a hole of {entry.Begin - covered} bytes before it, at {covered}..{entry.Begin}.", entry.Name,
                    start + covered);
            covered = entry.End;
            before = entry;
        }
        if (covered > available)
        {
            throw new SafeTensorsException(
                path,
                $"the tensors need {covered} bytes after the header, but {available} follow: the file is {covered - available} bytes "
                + $"short.");
        }
        if (covered < available)
        {
            throw new SafeTensorsException(
                path,
                $"the tensors need {covered} bytes after the header, but {available} follow: the file is {available - covered} bytes too "
                + $"long.",
                offset: start + covered);
        }
    }

    private static void Fill(SafeFileHandle handle, Span<byte> bytes, long offset, string path, string? tensor)
    {
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(handle, bytes[done..], offset + done);
            if (read == 0)
            {
                throw new SafeTensorsException(
                    path, $"the file ended {bytes.Length - done} bytes early; it was shortened after it was opened.", tensor,
                    offset + done);
            }
            done += read;
        }
    }
}
