using Gexia.Checking;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>A mistake in the body of products is caught.</summary>
public class ProductMutantTests
{
    private const string Folder = "Tensor/Kernels/Gpu/Products/", Body = Folder + "ProductBody.cs", Side = Folder + "ProductSide.cs",
        Quad = Folder + "ProductQuad.cs", End = Folder + "ProductEnd.cs", Numbers = Folder + "ProductNumbers.cs";

    private const string Differs = "by the processor's body", Outside = "its view has";

    // file, what stands there, what is written instead, part of the message
    public static TheoryData<string, string, string, string> Mutants => new()
    {
        // barriers: none before the first sums, none before the next, one buffer for both
        { Body, "placeB.Shared, Width, nextB);\n        gpu.Barrier();", "placeB.Shared, Width, nextB);", Differs },
        { Body, "placeB.Shared, Width, nextB);\n            gpu.Barrier();", "placeB.Shared, Width, nextB);", "" },
        { Body, "buffer = (Depth * Width) - buffer;", "", "" },

        // bounds: rows, k and columns that are not there, one row too many, sums that end early
        { Side, "if (outer >= extent) there = 0;", "", "" },
        { Side, "if (at >= k) there = 0;", "", "" },
        { Side, "there = extent - outer;", "there = extent - outer + 1;", "" },
        { End, "if (there > 1) TOut.Store(view, place + 1, v.Y);", "if (there > 0) TOut.Store(view, place + 1, v.Y);", "" },
        { Body, "if (row < numbers.M)", "if (row <= numbers.M)", Outside },
        { Body, "k < numbers.K + Depth;", "k < numbers.K;", Differs },

        // places: another element, another row, another quarter, another square, another line of shared memory
        { Side, "z = TStored.Load(view, place + (2 * step))", "z = TStored.Load(view, place + step)", Differs },
        { Side, "shared[at + (2 * width)] = four.Z;", "shared[at + (2 * width)] = four.Y;", Differs },
        { Side, "(line * width) + start", "(line * width)", Differs },
        { Side, "(all & 3) == 0", "(all & 1) == 0", "" },
        { Quad, "Add(gpu, a.Z, b, sums.R2)", "Add(gpu, a.Y, b, sums.R2)", Differs },
        { Body, "if (r > 3) row = lowerRight.Row(r & 3);", "if (r > 3) row = lowerLeft.Row(r & 3);", Differs },
        { Numbers, "0, width, 0, 0);", "0, width / 2, 0, 0);", Differs },

        // what is done to finished values
        { End, "v += bias;", "", Differs },
        { End, "v += inputs.Before;", "", Differs },
        { End, "Four<TOut, TView>(operands[GpuProduct.First], e, column)", "Four<TOut, TView>(operands[GpuProduct.First], c, column)", "" },
    };

    [Theory, MemberData(nameof(Mutants))]
    public void It_is_caught(string file, string original, string mutant, string message)
    {
        using var bodies = new MutatedBodies(file, original, mutant);
        var error = Assert.Throws<KernelException>(() => bodies.UseProducts(new CheckingDevice { ChecksGpuBodies = true }));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_mistake_nothing_is_said()
    {
        using var bodies = new MutatedBodies(Body, "namespace", "namespace");
        bodies.UseProducts(new CheckingDevice { ChecksGpuBodies = true });
    }
}
