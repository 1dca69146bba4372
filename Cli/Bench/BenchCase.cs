namespace Gexia.Cli.Bench;

/// <summary>One row of <c>gexia bench</c>.</summary>
/// <param name="Group">Such as gemm.</param>
/// <param name="Name">Within the group.</param>
/// <param name="What">What is done, with its shape.</param>
/// <param name="Unit">What a second holds so many of.</param>
/// <param name="Amount">Units of one run.</param>
/// <param name="Prepare">Makes the inputs and gives what is timed.</param>
internal sealed record BenchCase(string Group, string Name, string What, string Unit, double Amount, Func<Action> Prepare)
{
    /// <summary>
    /// Floating-point operations of one run, in 10⁹, where they are what it is made of; with them goes a share of the peak.
    /// </summary>
    public double Gflop { get; init; }

    public string FullName => $"{Group}/{Name}";

    /// <summary>A case that is forward only: nothing is recorded, and its memory goes back.</summary>
    public static Action Forward(Func<Tensor> run) => () =>
    {
        using var pause = Graph.NoGradient();
        using var scope = TensorScope.Begin();
        run();
    };
}

/// <summary>What was measured of a case.</summary>
/// <param name="Case">Which.</param>
/// <param name="Rate">Units a second.</param>
/// <param name="Peak">Peak of multiply-adds probed between its samples, GFLOP/s; null where it says nothing.</param>
/// <param name="Share">Of that peak.</param>
internal sealed record BenchRow(BenchCase Case, Summary Rate, double? Peak, double? Share);
