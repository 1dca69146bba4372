namespace Gexia.Tests.Gradients;

// Apart, since Benchmarks/gpu compiles the table without xunit.
public static partial class OpCases
{
    /// <summary>The rows as xunit wants them.</summary>
    public static TheoryData<OpCase> All => new(Rows);
}
