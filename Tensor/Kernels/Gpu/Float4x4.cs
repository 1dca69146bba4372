using System.Runtime.CompilerServices;

namespace Gexia.Gpu;

/// <summary>
/// A square of four rows of four numbers: what a thread holds of a product. Of two squares it makes 64 products with eight loads of 16
/// bytes, so that memory shared by a group feeds the arithmetic.
/// </summary>
internal readonly struct Float4x4(Float4 r0, Float4 r1, Float4 r2, Float4 r3)
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public readonly Float4 R0 = r0, R1 = r1, R2 = r2, R3 = r3;

    /// <summary>Four rows of shared memory.</summary>
    /// <param name="shared">The memory.</param>
    /// <param name="at">Where the first begins, in fours of floats.</param>
    /// <param name="pitch">From one to the next, likewise: a constant, so that the places of all four are known by that of the first.
    /// </param>
    [MethodImpl(Inline)]
    public static Float4x4 Load<TView>(TView shared, int at, int pitch) where TView : struct, IView<float>
    {
        return new(
            shared.At<Float4>(at), shared.At<Float4>(at + pitch), shared.At<Float4>(at + (2 * pitch)), shared.At<Float4>(at + (3 * pitch)));
    }

    /// <summary>c + a·bᵀ: element (r, i) gets the product of row r of a and row i of b.</summary>
    [MethodImpl(Inline)]
    public static Float4x4 AddDots<TGpu>(TGpu gpu, Float4x4 a, Float4x4 b, Float4x4 c) where TGpu : struct, IGpu => new(
        Dots(gpu, a.R0, b, c.R0), Dots(gpu, a.R1, b, c.R1), Dots(gpu, a.R2, b, c.R2), Dots(gpu, a.R3, b, c.R3));

    /// <summary>c + a·b.</summary>
    [MethodImpl(Inline)]
    public static Float4x4 AddProduct<TGpu>(TGpu gpu, Float4x4 a, Float4x4 b, Float4x4 c) where TGpu : struct, IGpu => new(
        Combine(gpu, a.R0.X, a.R0.Y, a.R0.Z, a.R0.W, b, c.R0), Combine(gpu, a.R1.X, a.R1.Y, a.R1.Z, a.R1.W, b, c.R1),
        Combine(gpu, a.R2.X, a.R2.Y, a.R2.Z, a.R2.W, b, c.R2), Combine(gpu, a.R3.X, a.R3.Y, a.R3.Z, a.R3.W, b, c.R3));

    /// <summary>c + aᵀ·b.</summary>
    [MethodImpl(Inline)]
    public static Float4x4 AddTransposed<TGpu>(TGpu gpu, Float4x4 a, Float4x4 b, Float4x4 c) where TGpu : struct, IGpu => new(
        Combine(gpu, a.R0.X, a.R1.X, a.R2.X, a.R3.X, b, c.R0), Combine(gpu, a.R0.Y, a.R1.Y, a.R2.Y, a.R3.Y, b, c.R1),
        Combine(gpu, a.R0.Z, a.R1.Z, a.R2.Z, a.R3.Z, b, c.R2), Combine(gpu, a.R0.W, a.R1.W, a.R2.W, a.R3.W, b, c.R3));

    /// <summary>a·b of two rows, added to c.</summary>
    [MethodImpl(Inline)]
    public static float Dot<TGpu>(TGpu gpu, Float4 a, Float4 b, float c) where TGpu : struct, IGpu =>
        gpu.Fma(a.W, b.W, gpu.Fma(a.Z, b.Z, gpu.Fma(a.Y, b.Y, gpu.Fma(a.X, b.X, c))));

    [MethodImpl(Inline)]
    private static Float4 Dots<TGpu>(TGpu gpu, Float4 a, Float4x4 b, Float4 c) where TGpu : struct, IGpu =>
        new(Dot(gpu, a, b.R0, c.X), Dot(gpu, a, b.R1, c.Y), Dot(gpu, a, b.R2, c.Z), Dot(gpu, a, b.R3, c.W));

    // c + a0·b₀ + a1·b₁ + a2·b₂ + a3·b₃ for the rows of b.
    [MethodImpl(Inline)]
    private static Float4 Combine<TGpu>(TGpu gpu, float a0, float a1, float a2, float a3, Float4x4 b, Float4 c) where TGpu : struct, IGpu =>
        Add(gpu, a3, b.R3, Add(gpu, a2, b.R2, Add(gpu, a1, b.R1, Add(gpu, a0, b.R0, c))));

    [MethodImpl(Inline)]
    private static Float4 Add<TGpu>(TGpu gpu, float a, Float4 b, Float4 c) where TGpu : struct, IGpu =>
        new(gpu.Fma(a, b.X, c.X), gpu.Fma(a, b.Y, c.Y), gpu.Fma(a, b.Z, c.Z), gpu.Fma(a, b.W, c.W));
}
