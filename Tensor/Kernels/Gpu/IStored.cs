namespace Gexia.Gpu;

/// <summary>
/// How the numbers of a tensor lie in memory. A GPU body computes in float32 and reads and writes through this, so one body serves every
/// dtype that a device stores: <see cref="StoredFloat32"/>, <see cref="StoredBFloat16"/>, <see cref="StoredFloat16"/>.
/// </summary>
public interface IStored
{
    /// <summary>The dtype.</summary>
    static abstract DType Type { get; }

    /// <summary>Element i.</summary>
    static abstract float Load<TView>(TView view, int i) where TView : struct, IView<float>;

    /// <summary>Sets element i, rounded to nearest.</summary>
    static abstract void Store<TView>(TView view, int i, float value) where TView : struct, IView<float>;

    /// <summary>
    /// Elements 4·i to 4·i + 3 in one access. The view begins at a multiple of their size (<see cref="Stored.IsAligned"/>).
    /// </summary>
    internal static abstract Float4 Load4<TView>(TView view, int i) where TView : struct, IView<float>;

    /// <summary>Sets elements 4·i to 4·i + 3 in one access, under the same condition.</summary>
    internal static abstract void Store4<TView>(TView view, int i, Float4 values) where TView : struct, IView<float>;
}
