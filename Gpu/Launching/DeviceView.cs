using System.Runtime.CompilerServices;
using ILGPU;

namespace Gexia.Gpu;

/// <summary>A view of ILGPU's as bodies see it.</summary>
internal readonly struct DeviceView(ArrayView<float> floats) : IView<float>
{
    private readonly ArrayView<float> floats = floats;

    public ref float this[int i]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref floats[i];
    }

    public int Length => floats.IntLength;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TElement At<TElement>(int i) where TElement : unmanaged => ref floats.Cast<TElement>()[i];
}
