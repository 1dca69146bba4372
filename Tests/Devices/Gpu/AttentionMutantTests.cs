using Gexia.Checking;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>A mistake that is made in the source of attention's GPU bodies is caught.</summary>
public class AttentionMutantTests
{
    private const string Folder = "Autograd/Ops/Attention/", Forward = Folder + "Attention.Gpu.cs", Stage = Folder + "AttentionStage.cs",
        Backward = Folder + "AttentionBackward.Gpu.cs";

    private const string Differs = "by the processor's body", Outside = "its view has", Shuffle = "all threads of a warp";

    private static readonly string[] Files =
        [
            Folder + "Attention.cs", Folder + "Attention.Cpu.cs", Forward, Folder + "AttentionBackward.Cpu.cs", Backward, Stage,
            Folder + "AttentionGrid.cs", Folder + "AttentionProblem.cs", Folder + "AttentionScores.cs", Folder + "AttentionTiles.cs",
            Folder + "IHeadRows.cs",
        ];

    /// <summary>Few numbers, but what is special.</summary>
    public enum Problem
    {
        /// <summary>One tile; a sample that sees nothing.</summary>
        Small,

        /// <summary>Two tiles of keys forward, three blocks backward; the last key weighs most.</summary>
        Long,

        /// <summary>Heads of two chunks.</summary>
        Wide,

        /// <summary>Two blocks of queries and keys.</summary>
        Causal,
    }

    // file, what stands there, what is written instead, which problem shows it, part of the message
    public static TheoryData<string, string, string, Problem, string> Mutants => new()
    {
        // a barrier that is missing: before memory is written again, before it is read, between weights and values, before dK
        { Forward, "gpu.Barrier();\n                Stage(", "Stage(", Problem.Long, Differs },
        { Forward, "column);\n                gpu.Barrier();", "column);", Problem.Small, Differs },
        { Forward, "gpu.Barrier();\n            StageKeys", "StageKeys", Problem.Small, Differs },
        { Backward, "gpu.Barrier();\n            keys =", "keys =", Problem.Small, Differs },
        { Backward, "sums.R3);\n        gpu.Barrier();", "sums.R3);", Problem.Small, Differs },

        // what is not there: keys, queries, chunks, rows of results
        { Forward, "if (key + thread < grid.Keys)", "if (key + thread <= grid.Keys)", Problem.Small, Outside },
        { Stage, "row = count - 1;", "row = count;", Problem.Long, Outside },
        { Stage, "if (row + 1 < count)", "if (row + 1 <= count)", Problem.Small, "" },

        // masks: causal, a query that sees nothing
        { Forward, "ahead < 16 ? hidden", "ahead < 15 ? hidden", Problem.Causal, Differs },
        { Backward, "ahead - 8)", "ahead - 7)", Problem.Causal, Differs },
        { Backward, "if (sum == float.NegativeInfinity) sum = float.PositiveInfinity;", "", Problem.Small, Differs },
        { Backward, "first = place.Row;", "first = place.Row + 32;", Problem.Causal, Differs },

        // numbers: the correction of sums, threads that share a row, δ
        { Forward, "new(most, Sum * factor, factor)", "new(most, Sum, factor)", Problem.Long, Differs },
        { Forward, "var mask = 8;", "var mask = 4;", Problem.Long, Differs },
        { Forward, "if (!isBusy) depth = 0;", "if (!isBusy) break;", Problem.Wide, "barrier" },
        { Backward, "weights.Y * (d.Y - delta)", "weights.Y * d.Y", Problem.Small, Differs },
        { Backward, "chunk = place.Chunk;", "chunk = place.Chunk - 1;", Problem.Wide, Differs },
        { Backward, "if (bringsQueries) KeepDots", "if (bringsQueries && thread < 100) KeepDots", Problem.Small, Shuffle },
    };

    [Theory, MemberData(nameof(Mutants))]
    public void It_is_caught(string file, string original, string mutant, Problem problem, string message)
    {
        using var bodies = new MutatedBodies(file, original, mutant, files: Files);
        var error = Assert.Throws<KernelException>(() => Use(bodies, problem));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_mistake_nothing_is_said()
    {
        using var bodies = new MutatedBodies(Forward, "namespace", "namespace", files: Files);
        foreach (var problem in Enum.GetValues<Problem>()) Use(bodies, problem);
    }

    private static void Use(MutatedBodies bodies, Problem problem)
    {
        var device = new CheckingDevice { ChecksGpuBodies = true };
        var (batch, queries, keys, width) = problem switch
        {
            Problem.Small => (2, 3, 5, 6),
            Problem.Long => (1, 2, 70, 4),
            Problem.Wide => (1, 2, 3, 70),
            _ => (1, 34, 34, 4),
        };
        var rng = new Rng(1);
        Tensor Leaf(int rows) => Tensor.Normal(rng, [batch, rows, width], device: device).RequireGradient();
        var mask = Tensor.Zeros([batch, keys], device: device);
        if (problem == Problem.Long) mask[0, keys - 1] = 5;
        for (var j = 0; j < keys && problem == Problem.Small; j++) mask[0, j] = double.NegativeInfinity;
        bodies.Call("Attention", Leaf(queries), Leaf(keys), Leaf(keys), 1, mask, problem == Problem.Causal).Backward(Leaf(queries));
    }
}
