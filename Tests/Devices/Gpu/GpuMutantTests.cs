using Gexia.Checking;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>A mistake that is made in the source of a GPU body is caught, and the message says what kind it is.</summary>
public class GpuMutantTests
{
    private const string Reduce = "Tensor/Kernels/Gpu/GroupReduce.cs",
        Softmax = "Autograd/Ops/Softmax/Softmax.Gpu.cs", LayerNorm = "Autograd/Ops/LayerNorm/LayerNorm.Gpu.cs";

    // What stands in the sources: how a value is shared, and the loop of shuffles of a sum.
    private const string Share = "shared[gpu.GroupIdx >> 5] = value;\n        gpu.Barrier();";
    private const string First = "end = start + width, first = start + gpu.GroupIdx;\n        var most";
    private const string SumLoop = "for (var mask = IGpu.WarpSize >> 1; mask > 0; mask >>= 1) value += gpu.ShuffleXor(value, mask);";

    /// <summary>In the message of a mistake that makes wrong numbers.</summary>
    internal const string Differs = "by the processor's body";

    private const string Outside = "its view has",
        Barrier = "all threads of a group must come to a barrier", Shuffle = "all threads of a warp must come to a shuffle";

    // file, what stands there, what is written instead, part of the message
    public static TheoryData<string, string, string, string> Mutants => new()
    {
        // a barrier that is missing: before the places are read, and before they are written again
        { Reduce, Share, "shared[gpu.GroupIdx >> 5] = value;", Differs },
        { Reduce, "{\n        gpu.Barrier();\n        if", "{\n        if", Differs },

        // a barrier that some threads do not reach, or another one
        { Reduce, Share, Share.Replace("gpu.Barrier", "if (gpu.GroupIdx < 64) gpu.Barrier"), Barrier },
        { Reduce, Share, Share.Replace("gpu.Barrier();", "if (gpu.GroupIdx < 64) gpu.Barrier();\nelse\ngpu.Barrier();"), Barrier },
        { Softmax, "var dot = 0f;", "if ((gpu.GroupIdx >> 5) > 1) return;\n        var dot = 0f;", "has ended" },

        // shuffles: a mask that is wrong, that differs, that is none, in a branch, after the end of others
        { Reduce, SumLoop, SumLoop.Replace(">> 1;", ">> 2;"), Differs },
        { Reduce, SumLoop, SumLoop.Replace("(value, mask)", "(value, mask ^ (gpu.GroupIdx & 1))"), "mask" },
        { Reduce, SumLoop, SumLoop.Replace("(value, mask)", "(value, mask - 1)"), "with mask 0" },
        { Reduce, SumLoop, SumLoop.Replace("value +=", "if ((gpu.GroupIdx & 1) == 0) value +="), Shuffle },
        { Softmax, "var dot = 0f;", "if (first >= end) return;\n        var dot = 0f;", Shuffle },

        // bounds: one too few, one too many, a row beyond its end, no guard at a ragged end
        { Softmax, First, First.Replace("width,", "width - 1,"), Differs },
        { Softmax, "i < end; i += gpu.GroupDim) y[i] *= scale", "i <= end; i += gpu.GroupDim) y[i] *= scale", "operand 1" },
        { Softmax, "i < end; i += gpu.GroupDim) dX[i]", "i <= end; i += gpu.GroupDim) dX[i]", Outside },
        { LayerNorm, "i < width; i += gpu.GroupDim) y[start + i]", "i < width + 1; i += gpu.GroupDim) y[start + i]", Outside },
        { LayerNorm, "sum += x[start + i];", "sum += x[start + i + 1];", Outside },

        // shared memory: a wrong place, one beyond it, one that nothing was written to, too little
        { Reduce, "shared[gpu.GroupIdx >> 5] = value", "shared[(gpu.GroupIdx >> 5) & 1] = value", Differs },
        { Reduce, "shared[gpu.GroupIdx >> 5] = value", "shared[gpu.GroupIdx >> 4] = value", "the shared memory; its view has 4" },
        { Reduce, "(gpu.GroupIdx & (IGpu.WarpSize - 1)) == 0", "gpu.GroupIdx == 0", Differs },
        { Softmax, "GroupReduce.Floats(Threads);", "2;", "the shared memory; its view has 2" },

        // operands: another one, one that is not there, one that is not written, one that is broadcast
        { Softmax, "TView x = operands[0], y = operands[1];", "TView x = operands[1], y = operands[0];", Differs },
        { LayerNorm, "statistics = operands[4]", "statistics = operands[5]", "operand 5, which is not there" },
        { LayerNorm, "if (gpu.GroupIdx == 0)", "if (gpu.GroupIdx == gpu.GroupDim)", "operand 4" },
        { LayerNorm, "gamma[i]", "gamma[start + i]", "operand 1" },
        { LayerNorm, "x[start + i] - mean", "x.At<int>(start + i) - mean", "Int32 was asked for of operand 0" },

        // numbers
        { Softmax, "masked ? 0f : F32x1", "F32x1", Differs },
        { Softmax, "Threads => 128", "Threads => 100", "must be a multiple of 32" },
    };

    [Theory, MemberData(nameof(Mutants))]
    public void It_is_caught(string file, string original, string mutant, string message)
    {
        using var bodies = new MutatedBodies(file, original, mutant);
        var error = Assert.Throws<KernelException>(() => bodies.Use(new CheckingDevice { ChecksGpuBodies = true }));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_mistake_nothing_is_said()
    {
        using var bodies = new MutatedBodies(Reduce, "namespace", "namespace");
        bodies.Use(new CheckingDevice { ChecksGpuBodies = true });
    }
}
