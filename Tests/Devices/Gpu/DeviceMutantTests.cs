using Gexia.Gpu;
using Gexia.Tests.Support;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>
/// Mistakes of <see cref="GpuMutantTests"/> that make wrong numbers are seen on ILGPU's devices as well, where no checking executor looks
/// on: by the CPU accelerator within twenty runs, or by PoCL. (Others end a process there, or never end.)
/// </summary>
[Collection(nameof(OpenCl))]
public class DeviceMutantTests(OpenCl fixture)
{
    private const int Runs = 20;

    public static IEnumerable<object[]> Mutants =>
        GpuMutantTests.Mutants.Where(row => (string)row[3] == GpuMutantTests.Differs && !IsRare(row) && !PicksRows(row))
            .Select(row => row.Take(3).ToArray());

    // A place that is read from memory may then lie anywhere, and an index outside ends the process there.
    private static bool PicksRows(object[] row) => ((string)row[0]).Contains("Gather", StringComparison.Ordinal);

    // Only a warp that is a whole reduction ahead of another shows it.
    private static bool IsRare(object[] row) => ((string)row[1]).StartsWith("{\n        gpu.Barrier();", StringComparison.Ordinal);

    [Theory, MemberData(nameof(Mutants))]
    public void It_is_caught(string file, string original, string mutant)
    {
        var bodies = new MutatedBodies(file, original, mutant, forIlgpu: true);
        using var cpu = GpuDevices.Open(GpuDevices.IlgpuCpu);
        if (!bodies.Agrees(cpu) || (OpenCl.Missing is null && !bodies.Agrees(fixture.Device))) return;
        for (var run = 1; run < Runs; run++)
            if (!bodies.Agrees(cpu)) return;
        Assert.Fail($"{file}: '{mutant}' is not seen");
    }

    [OpenClFact]
    public void Without_a_mistake_nothing_is_seen()
    {
        var bodies = new MutatedBodies((string)Mutants.First()[0], "namespace", "namespace", forIlgpu: true);
        using var cpu = GpuDevices.Open(GpuDevices.IlgpuCpu);
        Assert.True(bodies.Agrees(cpu));
        Assert.True(bodies.Agrees(fixture.Device));
    }
}
