using System.Reflection;
using Gexia.Cpu;
using Xunit.Sdk;

namespace Gexia.Tests.Kernels;

/// <summary>Runs a theory once for each SIMD level of this machine.</summary>
public sealed class LevelsAttribute : DataAttribute
{
    public static IEnumerable<SimdLevel> All => Enum.GetValues<SimdLevel>().Where(level => level <= Simd.Best);

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => All.Select(level => new object[] { level });
}

/// <summary>Runs a theory once for each lane function and each SIMD level of this machine.</summary>
public sealed class CombinedLevelsAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        from function in Enum.GetValues<LaneTests.Function>()
        from level in LevelsAttribute.All
        select new object[] { function, level };
}
