using Gexia.Checking;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>A mistake that is made in the source of a GPU body is caught, and the message says what kind it is.</summary>
public class GpuMutantTests
{
    private const string Reduce = "Tensor/Kernels/Gpu/GroupReduce.cs",
        Fours = "Tensor/Kernels/Gpu/IRowFours.cs", Team = "Tensor/Kernels/Gpu/IRowTeam.cs", Part = "Tensor/Kernels/Gpu/RowPart.cs",
        Teams = "Tensor/Kernels/Gpu/RowTeams.cs", Sums = "Tensor/Kernels/SumLoop.Gpu.cs",
        Softmax = "Autograd/Ops/Softmax/Softmax.Gpu.cs", LayerNorm = "Autograd/Ops/LayerNorm/LayerNorm.Gpu.cs",
        Gather = "Autograd/Ops/Gather/Gather.Gpu.cs";

    // What stands in the sources: how a value is shared, and the loop of shuffles of a sum.
    private const string Share = "shared[gpu.GroupIdx >> 5] = value;\n        gpu.Barrier();";
    private const string ShareFour = "shared.At<Float4>(gpu.GroupIdx) = value;\n        gpu.Barrier();";
    private const string SumLoop = "for (var mask = IGpu.WarpSize >> 1; mask > 0; mask >>= 1) value += gpu.ShuffleXor(value, mask);";

    /// <summary>In the message of a mistake that makes wrong numbers.</summary>
    internal const string Differs = "by the processor's body";

    private const string Outside = "its view has", InSomeOrder = "threads run",
        Barrier = "all threads of a group must come to a barrier", Shuffle = "all threads of a warp must come to a shuffle",
        OtherWarp = "all threads of a group must come to the same shuffles";

    /// <summary>File, what stands there, what is written instead, part of the message.</summary>
    public static TheoryData<string, string, string, string> Mutants
    {
        get
        {
            var all = new TheoryData<string, string, string, string>();
            foreach (var (file, original, mutant, message) in Meetings.Concat(Places).Concat(Contents))
                all.Add(file, original, mutant, message);
            return all;
        }
    }

    // Where threads meet.
    private static IEnumerable<(string, string, string, string)> Meetings =>
    [
        // a barrier that is missing: before the places are read, and before they are written again
        (Reduce, Share, "shared[gpu.GroupIdx >> 5] = value;", Differs),
        (Reduce, "{\n        gpu.Barrier();\n        if", "{\n        if", Differs),
        (Reduce, ShareFour, "shared.At<Float4>(gpu.GroupIdx) = value;", Differs),
        (Reduce, "gpu.Barrier();\n        " + ShareFour, ShareFour, InSomeOrder),

        // a barrier that some threads do not reach, or another one
        (Reduce, Share, Share.Replace("gpu.Barrier", "if (gpu.GroupIdx < 64) gpu.Barrier"), Barrier),
        (Reduce, Share, Share.Replace("gpu.Barrier();", "if (gpu.GroupIdx < 64) gpu.Barrier();\nelse\ngpu.Barrier();"), Barrier),
        (LayerNorm, "dGamma = GroupReduce", "if (gpu.GroupIdx > 63) return;\n        dGamma = GroupReduce", "has ended"),

        // shuffles: a mask that is wrong, that differs, that is none, in a branch, after the end of others
        (Reduce, SumLoop, SumLoop.Replace(">> 1;", ">> 2;"), Differs),
        (Reduce, SumLoop, SumLoop.Replace("(value, mask)", "(value, mask ^ (gpu.GroupIdx & 1))"), "mask"),
        (Reduce, SumLoop, SumLoop.Replace("(value, mask)", "(value, mask - 1)"), "with mask 0"),
        (Reduce, SumLoop, SumLoop.Replace("value +=", "if ((gpu.GroupIdx & 1) == 0) value +="), Shuffle),
        (Softmax, "var dot =", "if ((gpu.GroupIdx & 31) > 9) return;\n        var dot =", Shuffle),
        (Softmax, "var dot =", "if (part.Width == 0) return;\n        var dot =", OtherWarp),
    ];

    // What threads read and write.
    private static IEnumerable<(string, string, string, string)> Places =>
    [
        // bounds: one too few, one too many, a row beyond its end, no guard at a ragged end
        (Fours, "if (i < width) values =", "if (i <= width) values =", Outside),
        (Fours, "if (i < width) values =", "if (i < width - 4) values =", Differs),
        (Fours, "if (i < width) TStored.Store4", "if (i <= width) TStored.Store4", "operand"),
        (Fours, "if (i < width) x =", "if (i < width + 1) x =", Outside),
        (Part, "if (row >= rows)", "if (row > rows)", Outside),
        (LayerNorm, "if (end > rows) end = rows;", "", Outside),
        (Sums, "if (end > middle) end = middle;", "", Outside),

        // places: a step that is too long, another row, all rows of a warp too many, another element, one access at odd places
        (Fours, "i += threads;", "i += threads + 1;", Differs),
        (Team, " + (gpu.GroupIdx >> 5)", "", Differs),
        (LayerNorm, "row += ColumnPanels.Warps", "row += ColumnPanels.Warps + 1", Differs),
        (Sums, "row += Apart", "row += Apart + 1", Differs),
        (Teams, "if ((width & 3) != 0) return false;", "", Outside),
        (Part, "if (Place(at, 0) == place) x = value;", "", Differs),
    ];

    // Where it lies, in which order, and which numbers.
    private static IEnumerable<(string, string, string, string)> Contents =>
    [
        // shared memory: a wrong place, one beyond it, one that nothing was written to, too little
        (Reduce, "shared[gpu.GroupIdx >> 5] = value", "shared[(gpu.GroupIdx >> 5) & 1] = value", Differs),
        (Reduce, "shared[gpu.GroupIdx >> 5] = value", "shared[gpu.GroupIdx >> 4] = value", "the shared memory; its view has 4"),
        (Reduce, "(gpu.GroupIdx & (IGpu.WarpSize - 1)) == 0", "gpu.GroupIdx == 0", Differs),
        (Team, "GroupReduce.Floats(RowTeams.Threads);", "2;", "the shared memory; its view has 2"),

        // operands: another one, one that is not there, one that is not written, one that is broadcast, another dtype
        (Softmax, "TView x = operands[0], y = operands[1];", "TView x = operands[1], y = operands[0];", Differs),
        (LayerNorm, "statistics = operands[4]", "statistics = operands[5]", "operand 5, which is not there"),
        (LayerNorm, "if (part.IsFirst)", "if (part.IsFirst && part.Row == 0)", "operand 4"),
        (LayerNorm, "part.In<StoredFloat32>(0)", "part.In<StoredFloat32>(part.Start)", "operand 1"),
        (Gather, "var chosen = rows.At<long>", "var chosen = rows.At<int>", "Int32 was asked for of operand 1"),

        // order: a row of the table that two groups write, places that are not sorted, the last one left out
        (Gather, "if (first > 0 &&", "if (first > 1 &&", Differs),
        (Gather, "j < i) before++", "j <= i) before++", Outside),
        (Gather, "return last + 1;", "return last;", Differs),

        // numbers
        (Softmax, "masked ? 0f : 1f / sum", "1f / sum", Differs),
        (LayerNorm, "part.Load(x, at, mean) - mean", "part.Load(x, at, 0) - mean", Differs),
        (Teams, "Threads = 128", "Threads = 100", "must be a multiple of 32"),
    ];

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
