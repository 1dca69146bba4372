namespace Gexia.Checking;

/// <summary>An order in which groups, warps and threads run: forwards, backwards, or drawn anew each time.</summary>
internal sealed class GpuOrder(int number)
{
    private readonly Rng rng = new((ulong)number);

    /// <summary>The orders that a body is checked in.</summary>
    public static IEnumerable<GpuOrder> All => [new(0), new(1), new(2)];

    public IEnumerable<int> Of(int count) => number switch
    {
        0 => Enumerable.Range(0, count),
        1 => Enumerable.Range(1, count).Select(i => count - i),
        _ => rng.Permutation(count),
    };

    public override string ToString() => number switch { 0 => "forwards", 1 => "backwards", _ => "in random order" };
}
