using System.Reflection;
using Gexia.Checking;
using Gexia.Models;
using Gexia.Training.Optimizers;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>A mistake that is made in the source of the optimizer's GPU bodies is caught.</summary>
public class OptimizerMutantTests
{
    private const string Folder = "Training/Optimizers/", Squares = Folder + "QueuedSquares.cs", Norm = Folder + "QueuedNorm.cs",
        Update = Folder + "QueuedAdamW.cs";

    private const string Differs = "by the processor's body", Outside = "its view has";

    private static readonly string[] Files = [Squares, Norm, Update, Folder + "QueuedUpdate.cs"];

    // file, what stands there, what is written instead, part of the message
    public static TheoryData<string, string, string, string> Mutants => new()
    {
        { Squares, "if (end > part.Length) end = part.Length;", "", Outside },
        { Squares, "(block - part.First) * ", "block * ", "" },
        { Squares, "first = end & ~3;", "first = end;", Differs },
        { Squares, "operands[1], block, p1)", "operands[0], block, p1)", "" },
        { Squares, "var total = GroupReduce.Sum(gpu, shared, sum);", "var total = sum;", Differs },

        { Norm, "(fours << 2) + gpu.GroupIdx; i < length", "(fours << 2) + 1 + gpu.GroupIdx; i < length", Differs },
        { Norm, "if (gpu.GroupIdx != 0) return;", "", Differs },
        { Norm, "if ((BitConverter.SingleToInt32Bits(total) & Exponent) == Exponent) broken = 1;", "", Differs },
        { Norm, "if ((BitConverter.SingleToInt32Bits(loss) & Exponent) == Exponent) broken = 1;", "", Differs },

        { Update, "if (factor == 0f) return;", "", Differs },
        { Update, "if (i < length)\n", "if (i <= length)\n", Outside },
        { Update, "(fours << 2) + thread - fours", "(fours << 2) + thread - fours + 1", "" },
        { Update, "gpu.Fma(config.TowardSquare * g, g,", "gpu.Fma(config.TowardSquare, g,", Differs },
        { Update, "new(x.Mean, y.Mean, z.Mean, w.Mean)", "new(x.Mean, y.Mean, w.Mean, z.Mean)", Differs },
        { Update, "element.Value * keep", "element.Value", Differs },
    };

    [Theory, MemberData(nameof(Mutants))]
    public void It_is_caught(string file, string original, string mutant, string message)
    {
        using var bodies = new MutatedBodies(file, original, mutant, files: Files);
        var error = Assert.Throws<KernelException>(() => Use(bodies));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_mistake_nothing_is_said()
    {
        using var bodies = new MutatedBodies(Norm, "namespace", "namespace", files: Files);
        Use(bodies);
    }

    // Two steps, then one whose norm and one whose loss is not finite.
    private static void Use(MutatedBodies bodies)
    {
        var device = new CheckingDevice { ChecksGpuBodies = true };
        var scope = ParameterScope.Fresh(new Rng(1), device: device);
        foreach (var (i, length) in new[] { 4099, 8, 1, 703 }.Index())
            scope.Parameter($"p{i}", [length], ParameterRole.Matrix, Initial.Normal(1));
        var group = new ParameterGroup("all", scope.All, 0.01, 0.2);
        AdamWSlot[] slots = [.. scope.All.Select(parameter => new AdamWSlot(group, parameter))];
        var update = bodies.Make("QueuedUpdate", slots, new AdamWConfig(), 1, 1.0, default(LossScaling));
        foreach (var (scale, loss) in ((double, double)[])[(1, 1), (2, 1), (double.NaN, 1), (1, double.NaN)])
        {
            var sum = Tensor.Zeros(Shape.Scalar, device: device);
            foreach (var parameter in scope.All)
                sum += (parameter.Value * Tensor.Normal(new Rng(2).At(0, parameter.Name), parameter.Value.Shape, scale).To(device)).Sum();
            Invoke("Begin", 1.0);
            Invoke("Note", (IReadOnlyList<Tensor>)[Tensor.Scalar(loss, device: device)]);
            Invoke("Queue", sum.Backward());
        }

        void Invoke(string method, object argument) =>
            update.GetType().GetMethod(method)!.Invoke(update, BindingFlags.DoNotWrapExceptions, null, [argument], null);
    }
}
