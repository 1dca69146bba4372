using System.Reflection;
using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Gpu;

/// <summary>Launches a body over the operands of its kernel, as bytes from each tensor's first element on.</summary>
internal delegate void BodyLaunch<TBody>(
    AcceleratorStream stream, KernelConfig config, TBody body, ArrayView<byte> v0, ArrayView<byte> v1, ArrayView<byte> v2,
    ArrayView<byte> v3, ArrayView<byte> v4, ArrayView<byte> v5, ArrayView<byte> v6, ArrayView<byte> v7, ArrayView<byte> v8,
    ArrayView<byte> v9, ArrayView<byte> v10, ArrayView<byte> v11) where TBody : struct;

/// <summary>What ILGPU compiles: a body closed over a kind of thread.</summary>
internal static class BodyEntry
{
    private const int MostStaticFloats = 12288;         // 48 KB

    /// <summary>The method to compile for a body.</summary>
    /// <param name="hasWarps">Whether the device can shuffle.</param>
    public static MethodInfo Of<TBody>(bool hasWarps) where TBody : struct, IGpuBody =>
        (hasWarps, IsShareDynamic<TBody>()) switch
        {
            (true, false) => new Body<TBody>(Run<TBody, WarpThread, StaticShare>).Method,
            (true, true) => new Body<TBody>(Run<TBody, WarpThread, DynamicShare>).Method,
            _ => new Body<TBody>(Run<TBody, GroupThread, StaticShare>).Method,
        };

    /// <summary>Whether the groups of a body share more memory than a compiler lays out.</summary>
    public static bool IsShareDynamic<TBody>() where TBody : struct, IGpuBody => TBody.SharedFloats > MostStaticFloats;

    private delegate void Body<TBody>(
        TBody body, ArrayView<byte> v0, ArrayView<byte> v1, ArrayView<byte> v2, ArrayView<byte> v3, ArrayView<byte> v4, ArrayView<byte> v5,
        ArrayView<byte> v6, ArrayView<byte> v7, ArrayView<byte> v8, ArrayView<byte> v9, ArrayView<byte> v10, ArrayView<byte> v11);

    private static void Run<TBody, TGpu, TShare>(
        TBody body, ArrayView<byte> v0, ArrayView<byte> v1, ArrayView<byte> v2, ArrayView<byte> v3, ArrayView<byte> v4, ArrayView<byte> v5,
        ArrayView<byte> v6, ArrayView<byte> v7, ArrayView<byte> v8, ArrayView<byte> v9, ArrayView<byte> v10, ArrayView<byte> v11)
        where TBody : struct, IGpuBody
        where TGpu : struct, IGpu
        where TShare : struct, IShare
    {
        var operands = new Views<DeviceView>(
            View(v0), View(v1), View(v2), View(v3), View(v4), View(v5), View(v6), View(v7), View(v8), View(v9), View(v10), View(v11));
        body.Run<TGpu, DeviceView>(default, operands, new(TShare.Floats(TBody.SharedFloats)));
    }

    private static DeviceView View(ArrayView<byte> bytes) => new(bytes.Cast<float>());
}

/// <summary>Where the shared memory of a group comes from. It begins at a multiple of 16 bytes.</summary>
internal interface IShare
{
    /// <summary>That many floats.</summary>
    static abstract ArrayView<float> Floats(int count);
}

/// <summary>Laid out by the compiler.</summary>
internal readonly struct StaticShare : IShare
{
    public static ArrayView<float> Floats(int count) => SharedMemory.Allocate<U4>((count + 3) >> 2).Cast<float>();
}

/// <summary>Of the size that a launch asks for.</summary>
internal readonly struct DynamicShare : IShare
{
    public static ArrayView<float> Floats(int count) => SharedMemory.GetDynamic<U4>().Cast<float>();
}
