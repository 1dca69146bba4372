using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;

namespace Gexia.Data.Image.Formats;

/// <summary>ImageSharp's memory for one picture: zeroed managed arrays up to a total. Not thread-safe.</summary>
/// <remarks>Zeroed always, so that what a decoder leaves out is black and never what lay in memory before.</remarks>
/// <param name="most">Bytes that may be held at once.</param>
internal sealed class BoundedAllocator(long most) : MemoryAllocator
{
    private long held;

    /// <summary>Whether more was asked for.</summary>
    public bool WasExceeded { get; private set; }

    /// <inheritdoc/>
    public override IMemoryOwner<T> Allocate<T>(int length, AllocationOptions options = AllocationOptions.None)
    {
        var bytes = (long)length * Unsafe.SizeOf<T>();
        if (length < 0) throw new InvalidMemoryOperationException($"A buffer of {length} elements was asked for.");
        if (bytes > Array.MaxLength || held + bytes > most)
        {
            WasExceeded = true;
            throw new InvalidMemoryOperationException($"A buffer of {bytes} bytes was asked for beside {held}; the limit is {most}.");
        }
        held += bytes;
        return new Block<T>(this, new byte[bytes]);
    }

    /// <inheritdoc/>
    protected override int GetBufferCapacityInBytes() => Array.MaxLength;

    /// <summary>The array in which the pixels of a picture lie, without a copy where it has the right length.</summary>
    public byte[] PixelsOf<TPixel>(Image<TPixel> image) where TPixel : unmanaged, IPixel<TPixel>
    {
        var length = checked(image.Width * image.Height * Unsafe.SizeOf<TPixel>());
        if (image.DangerousTryGetSinglePixelMemory(out var memory))
        {
            return MemoryMarshal.TryGetMemoryManager<TPixel, Block<TPixel>>(memory, out var block) && block.Bytes.Length == length
                ? block.Bytes : MemoryMarshal.AsBytes(memory.Span).ToArray();
        }
        var bytes = new byte[length];
        image.CopyPixelDataTo(bytes);
        return bytes;
    }

    private sealed class Block<T>(BoundedAllocator owner, byte[] bytes) : MemoryManager<T> where T : struct
    {
        private bool returned;

        public byte[] Bytes => bytes;

        public override Span<T> GetSpan() => MemoryMarshal.Cast<byte, T>(bytes.AsSpan());

        public override unsafe MemoryHandle Pin(int elementIndex = 0)
        {
            var handle = GCHandle.Alloc(bytes, GCHandleType.Pinned);
            return new MemoryHandle(Unsafe.Add<T>((void*)handle.AddrOfPinnedObject(), elementIndex), handle);
        }

        public override void Unpin() { }        // the handle of Pin frees itself

        protected override void Dispose(bool disposing)
        {
            if (returned) return;
            returned = true;
            owner.held -= bytes.Length;
        }
    }
}
