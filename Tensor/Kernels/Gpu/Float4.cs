using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>Four numbers side by side: 16 bytes, which a GPU loads and stores as one.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Float4(float x, float y, float z, float w)
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public readonly float X = x, Y = y, Z = z, W = w;

    /// <summary>The same number four times.</summary>
    [MethodImpl(Inline)] public static Float4 Of(float value) => new(value, value, value, value);

    [MethodImpl(Inline)] public static Float4 operator +(Float4 a, Float4 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z, a.W + b.W);
    [MethodImpl(Inline)] public static Float4 operator -(Float4 a, Float4 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z, a.W - b.W);
    [MethodImpl(Inline)] public static Float4 operator *(Float4 a, Float4 b) => new(a.X * b.X, a.Y * b.Y, a.Z * b.Z, a.W * b.W);
    [MethodImpl(Inline)] public static Float4 operator +(Float4 a, float b) => new(a.X + b, a.Y + b, a.Z + b, a.W + b);
    [MethodImpl(Inline)] public static Float4 operator -(Float4 a, float b) => new(a.X - b, a.Y - b, a.Z - b, a.W - b);
    [MethodImpl(Inline)] public static Float4 operator *(Float4 a, float b) => new(a.X * b, a.Y * b, a.Z * b, a.W * b);

    /// <summary>a·b + c, each with one rounding.</summary>
    [MethodImpl(Inline)]
    public static Float4 Fma<TGpu>(TGpu gpu, Float4 a, Float4 b, Float4 c) where TGpu : struct, IGpu =>
        new(gpu.Fma(a.X, b.X, c.X), gpu.Fma(a.Y, b.Y, c.Y), gpu.Fma(a.Z, b.Z, c.Z), gpu.Fma(a.W, b.W, c.W));

    /// <summary>e to each.</summary>
    [MethodImpl(Inline)]
    public static Float4 ExpFlushed(Float4 a) =>
        new(F32x1.ExpFlushed(new(a.X)).V, F32x1.ExpFlushed(new(a.Y)).V, F32x1.ExpFlushed(new(a.Z)).V, F32x1.ExpFlushed(new(a.W)).V);

    /// <summary>The larger of each; NaN where either is.</summary>
    [MethodImpl(Inline)]
    public static Float4 Max(Float4 a, Float4 b) =>
        new(
            F32x1.Max(new(a.X), new(b.X)).V, F32x1.Max(new(a.Y), new(b.Y)).V, F32x1.Max(new(a.Z), new(b.Z)).V,
            F32x1.Max(new(a.W), new(b.W)).V);

    /// <summary>Their sum.</summary>
    [MethodImpl(Inline)] public static float Sum(Float4 a) => (a.X + a.Y) + (a.Z + a.W);

    /// <summary>The largest; NaN where any is NaN.</summary>
    [MethodImpl(Inline)]
    public static float Most(Float4 a) =>
        F32x1.Max(F32x1.Max(new(a.X), new(a.Y)), F32x1.Max(new(a.Z), new(a.W))).V;
}
