using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gexia.Cpu;

/// <summary>How many floats one instruction handles.</summary>
public enum SimdLevel
{
    /// <summary>One at a time: plain scalar code.</summary>
    Scalar,
    /// <summary>128 bits: four floats (SSE, Arm64 AdvSimd).</summary>
    V128,
    /// <summary>256 bits: eight floats (AVX2 and FMA).</summary>
    V256,
    /// <summary>512 bits: sixteen floats (AVX-512F).</summary>
    V512,
}

/// <summary>
/// The vector width the float kernels use. The environment variable <c>GEXIA_SIMD</c> (avx512, avx2, 128, scalar)
/// lowers it; it is read once.
/// </summary>
public static class Simd
{
    // Vector512.IsHardwareAccelerated is false on CPUs that lower their clock for 512 bits, though they still run
    // this code faster that way; so ask for the instructions themselves.
    /// <summary>The widest level this machine has.</summary>
    public static SimdLevel Best { get; } =
        Avx512F.IsSupported ? SimdLevel.V512
        : Avx2.IsSupported && Fma.IsSupported ? SimdLevel.V256
        : Vector128.IsHardwareAccelerated ? SimdLevel.V128
        : SimdLevel.Scalar;

    private static readonly SimdLevel Default = Parse(Environment.GetEnvironmentVariable("GEXIA_SIMD"));

    /// <summary>The level in use on this thread.</summary>
    public static SimdLevel Level => Of(Ambient.Current?.Settings ?? AmbientSettings.None);

    /// <summary>
    /// Uses a level for the kernels that this thread starts, until the result is disposed: <c>using (Simd.Force(SimdLevel.V256)) { … }</c>.
    /// </summary>
    /// <param name="level">At most <see cref="Best"/>.</param>
    /// <exception cref="PlatformNotSupportedException">The machine does not offer the level.</exception>
    public static Forced Force(SimdLevel level)
    {
        if (level > Best) throw new PlatformNotSupportedException($"Simd: this machine offers {Best}, not {level}.");
        var guard = Ambient.Open(out var ambient);
        ambient.Settings = ambient.Settings with { Vectors = (int)level + 1 };
        return new Forced(guard);
    }

    /// <summary>The level of a name: avx512, avx2, 128 or scalar.</summary>
    /// <exception cref="ArgumentException">It is another word.</exception>
    public static SimdLevel Named(string name) => name switch
    {
        "avx512" => SimdLevel.V512,
        "avx2" => SimdLevel.V256,
        "128" => SimdLevel.V128,
        "scalar" => SimdLevel.Scalar,
        _ => throw new ArgumentException($"'{name}' is no vector width; use avx512, avx2, 128 or scalar."),
    };

    internal static SimdLevel Of(AmbientSettings settings) => settings.Vectors > 0 ? (SimdLevel)(settings.Vectors - 1) : Default;

    private static SimdLevel Parse(string? name)
    {
        if (string.IsNullOrEmpty(name)) return Best;
        try
        {
            return Named(name) is var asked && asked < Best ? asked : Best;
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"GEXIA_SIMD: {error.Message}", error);
        }
    }

    /// <summary>Ends a <see cref="Force"/>.</summary>
    public readonly ref struct Forced : IDisposable
    {
        private readonly Ambient.Guard guard;

        internal Forced(Ambient.Guard guard) => this.guard = guard;

        /// <summary>Goes back to the level before.</summary>
        public void Dispose() => guard.Close();
    }
}
