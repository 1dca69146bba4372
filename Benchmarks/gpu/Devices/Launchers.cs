using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>Launches a kernel that changes x.</summary>
internal delegate void InPlace<T>(AcceleratorStream stream, KernelConfig config, ArrayView<T> x) where T : unmanaged;

/// <summary>Launches a kernel that fills x with random numbers.</summary>
internal delegate void Filling<T>(AcceleratorStream stream, KernelConfig config, ArrayView<T> x, uint seed) where T : unmanaged;

/// <summary>Launches a kernel that computes y from x.</summary>
internal delegate void Unary<T>(AcceleratorStream stream, KernelConfig config, ArrayView<T> x, ArrayView<T> y) where T : unmanaged;

/// <summary>Launches a kernel that computes y from a, b and c.</summary>
internal delegate void Ternary<T>(AcceleratorStream stream, KernelConfig config, ArrayView<T> a, ArrayView<T> b, ArrayView<T> c,
    ArrayView<T> y) where T : unmanaged;

/// <summary>Launches the kernel of a map.</summary>
internal delegate void Mapping<TMap>(AcceleratorStream stream, KernelConfig config, TMap map, ArrayView<float> a, ArrayView<float> b,
    ArrayView<float> c, ArrayView<float> y) where TMap : unmanaged;
