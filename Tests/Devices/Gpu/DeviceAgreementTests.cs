using Gexia.Gpu;
using Gexia.Tests.Gradients;
using Gexia.Tests.Kernels.Ops;
using Gexia.Tests.Support;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>
/// Every operation on devices of ILGPU's: values and gradients are those of float64 on the processor, within the tolerances of float32
/// there, and no kernel falls back.
/// </summary>
public static class DeviceAgreement
{
    // Ragged and aligned, several groups of threads, size 1 and empty.
    private static readonly Sizes[] Instances =
        [new(2, 3, 5, 2, 1), new(1, 4, 32, 3, 2), new(3, 1, 70, 1, 3), new(2, 33, 64, 20, 5), new(1, 1, 1, 1, 6), new(2, 0, 3, 2, 7)];

    // Sums are added up in other orders than on the processor, and may lose a little more.
    private const double Slack = 2;

    public static TheoryData<string> Operations => [.. OpCases.Rows.Select(row => row.Name)];

    // The CPU accelerator takes a thread of the system for each of a group: the large instance is PoCL's, this one has fewer rows.
    private static readonly Sizes[] Slower = [.. Instances.Select(sizes => sizes.B == 33 ? sizes with { B = 5, D = 9 } : sizes)];

    public static void Check(GpuDevice device, string name, bool slow = false)
    {
        var op = OpCases.Rows.Single(row => row.Name == name);
        var before = device.Fallbacks;
        foreach (var sizes in slow ? Slower : Instances)
        {
            var trial = new Trial(op, sizes);
            var (exact, terms) = (Outcome.Of(trial, DType.Float64), Outcome.TermsOf(trial));
            var excess = exact.Excess(Outcome.Of(trial, DType.Float32, device), Tolerances.Value, Tolerances.Gradient, terms);
            Assert.True(excess <= Slack, $"{name} on {device}, {sizes}: {excess:G3} times the tolerance of float32");
        }
        // A conversion to float64 is the processor's.
        if (name != "Cast") Assert.Equal(before, device.Fallbacks);
    }
}

/// <summary>The CPU accelerator runs the C# of bodies, with real barriers and shuffles.</summary>
[Collection(nameof(IlgpuCpu))]
public class IlgpuCpuAgreementTests(IlgpuCpu fixture)
{
    [Theory, MemberData(nameof(DeviceAgreement.Operations), MemberType = typeof(DeviceAgreement))]
    public void An_operation_agrees_with_the_processor(string name) => DeviceAgreement.Check(fixture.Device, name, slow: true);
}

/// <summary>PoCL runs what ILGPU compiled.</summary>
[Collection(nameof(OpenCl))]
public class OpenClAgreementTests(OpenCl fixture)
{
    [OpenClTheory, MemberData(nameof(DeviceAgreement.Operations), MemberType = typeof(DeviceAgreement))]
    public void An_operation_agrees_with_the_processor(string name) => DeviceAgreement.Check(fixture.Device, name);
}
