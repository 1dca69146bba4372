namespace Gexia.Benchmarks.Gpu;

/// <summary>Every kernel of this program, for the assembler.</summary>
internal static class KernelCatalogue
{
    public static IEnumerable<KernelSource> All() =>
    [
        .. ElementwiseCases.All.SelectMany(one =>
            new[] { one.Source(PtxChanges.Branches), one.Source(PtxChanges.Branches | PtxChanges.Rounding) }),
        .. RowKernels.Sources,
        Sgemm.Source,
        TensorCoreGemm.Source<OneWarp, Float32Output>(),
        .. OfTile<FourWarps>(), .. OfTile<FourWarpsDeep>(), .. OfTile<FourWarpsDeepAhead>(),
        .. OfTile<EightWarps>(), .. OfTile<EightWarpsAhead>(), .. OfTile<EightWarpsDeep>(), .. OfTile<EightWarpsDeepAhead>(),
        .. OfTile<EightWarpsTallAhead>(),
        .. RuntimeKernels.Sources,
        .. UniformProbes.All.SelectMany(probe => new[] { probe.Source(PtxChanges.None), probe.Source(PtxChanges.Branches) }),
        .. BarrierStage.Sources,
    ];

    private static KernelSource[] OfTile<TTile>() where TTile : unmanaged, ITile =>
        [TensorCoreGemm.Source<TTile, Float32Output>(), TensorCoreGemm.Source<TTile, BFloat16Output>()];
}
