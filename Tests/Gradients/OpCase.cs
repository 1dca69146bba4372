using Gexia.Testing;
using Gexia.Tests.Gradients.Reference;

namespace Gexia.Tests.Gradients;

/// <summary>
/// What an instance of an operation is made of: four extents, each perhaps 0 or 1, and a seed for every other choice. A failing
/// instance shrinks by shrinking the extents.
/// </summary>
public sealed record Sizes(int A, int B, int C, int D, ulong Seed)
{
    public IEnumerable<Sizes> Smaller()
    {
        if (A > 1) yield return this with { A = A - 1 };
        if (B > 1) yield return this with { B = B - 1 };
        if (C > 1) yield return this with { C = C - 1 };
        if (D > 1) yield return this with { D = D - 1 };
    }
}

/// <summary>The shapes of an operation's inputs and its numeric options (axes, ids, targets, heads).</summary>
public sealed record Problem(Shape[] Shapes, params int[] Options);

/// <summary>
/// One row of <see cref="OpCases"/>: all that the tests need to know of an operation.
/// </summary>
/// <param name="Name">For people.</param>
/// <param name="Make">Extents to input shapes and options; further choices come from the generator.</param>
/// <param name="Apply">The operation.</param>
/// <param name="Reference">The same by plain loops, independent of the library.</param>
public sealed record OpCase(
    string Name, Func<Sizes, Rng, Problem> Make, Func<Tensor[], int[], Tensor> Apply, Func<Grid[], int[], Grid> Reference)
{
    /// <summary>Where each input's elements come from; the last entry also serves all further inputs.</summary>
    public Domain[] Inputs { get; init; } = [Domain.Any];

    /// <summary>
    /// How large the terms are that cancel in its value and gradients, of inputs and options; null where sums of the absolute values of
    /// all that is added up say it.
    /// </summary>
    public Func<Grid[], int[], double>? Cancelling { get; init; }

    /// <summary>Large enough that several threads get work.</summary>
    public Sizes Large { get; init; } = new(5, 130, 67, 6, 1);

    public override string ToString() => Name;
}
