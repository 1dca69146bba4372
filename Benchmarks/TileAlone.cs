using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Benchmarks;

/// <summary>The largest register tile of the vector width in use, again and again on operands that the first cache holds.</summary>
internal readonly unsafe struct TileAlone(Tensor memory) : IKernel, ICpuKernel
{
    private const int Depth = 256, Rounds = 2_000, MostRows = 9, MostColumns = 48;

    /// <summary>Floating-point operations of a run, in 10⁹.</summary>
    public static double Amount { get; } = 2e-9 * Depth * Rounds * Rows * Columns;

    private static int Rows => Simd.Level == SimdLevel.V512 ? 9 : 6;

    private static int Columns => Simd.Level switch { SimdLevel.V512 => 48, SimdLevel.V256 => 16, SimdLevel.V128 => 8, _ => 2 };

    private static readonly Tensor Memory = Tensor.Ones([(MostRows * (Depth + 16)) + (MostColumns * (Depth + MostRows))]);

    public Operands Operands => new([], [memory]);

    public static void Run() => Memory.Device.Run(new TileAlone(Memory));

    public void OnCpu() => CpuLauncher.Run(this, DType.Float32, 1, 1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        int rows = TileSize<TLane, T>.MR, vectors = TileSize<TLane, T>.NRVectors, columns = vectors * TLane.Count;
        T* b = memory.Pointer<T>(), c = b + (columns * Depth), a = c + (columns * rows);
        var work = new TileWork<T>
        {
            K = Depth, ARow = Depth + 16, AStep = 1, BStep = columns, CRow = columns, Alpha = T.One, Prefetch = (byte*)b,
        };
        var tile = Tiles.Of<TLane, T>(rows, vectors);
        for (var round = 0; round < Rounds; round++) tile(a, b, c, &work);
    }
}
