namespace Gexia.Benchmarks.Gpu;

/// <summary>Every kernel of this program, for the assembler.</summary>
internal static class KernelCatalogue
{
    public static IEnumerable<KernelSource> All() =>
    [
        .. ElementwiseCases.All.SelectMany(one => new[] { one.Source(PtxChanges.Branches), one.Source(PtxChanges.Branches | PtxChanges.Rounding) }),
        .. RowKernels.Sources,
        Sgemm.Source,
        TensorCoreGemm.Source<OneWarp, Float32Output>(),
        TensorCoreGemm.Source<FourWarps, Float32Output>(),
        TensorCoreGemm.Source<FourWarps, BFloat16Output>(),
        TensorCoreGemm.Source<FourWarpsDeep, BFloat16Output>(),
        TensorCoreGemm.Source<EightWarps, Float32Output>(),
        TensorCoreGemm.Source<EightWarps, BFloat16Output>(),
        TensorCoreGemm.Source<EightWarpsDeep, BFloat16Output>(),
        .. RuntimeKernels.Sources,
        .. UniformProbes.All.SelectMany(probe => new[] { probe.Source(PtxChanges.None), probe.Source(PtxChanges.Branches) }),
        .. BarrierStage.Sources,
    ];
}
