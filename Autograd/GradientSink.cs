using Gexia.Cpu;

namespace Gexia;

/// <summary>Collects dL/dx while a backward pass runs; contributions to the same tensor are added up.</summary>
public sealed class GradientSink
{
    private readonly Dictionary<Node, (Tensor Sum, bool Owned)> open = [], leaves = [];
    private readonly Dictionary<Storage, int> uses = [];       // how many sums look into a storage
    private readonly ScopeMemory? scope;

    /// <param name="scope">Owns the gradients; has each one's memory back when no sum looks into it any more. Null leaves that
    /// to the collector.</param>
    internal GradientSink(ScopeMemory? scope) => this.scope = scope;

    /// <summary>What has come in for the leaves.</summary>
    internal Gradients Leaves => new(leaves);

    /// <summary>Whether x needs a gradient at all; the work for others can be skipped.</summary>
    public bool Wants(Tensor x) => x.Origin is not null;

    /// <summary>dL/dx += d.</summary>
    /// <param name="x">An input of the operation.</param>
    /// <param name="d">x's shape and dtype. It must not be written to afterwards; it may be a view.</param>
    public void Add(Tensor x, Tensor d)
    {
        if (x.Origin is not Node node) return;
        if (!d.Shape.Equals(x.Shape) || d.DType != x.DType)
            throw new ShapeException(
                node.Op, $"the gradient of an input must look like the input. input: {x.Description}, gradient: {d.Description}.", x.Shape,
                d.Shape);
        var sums = SumsOf(node);
        if (!sums.TryGetValue(node, out var entry)) Put(sums, node, d, owned: false);
        else Put(sums, node, Accumulation.Into(entry.Sum, d, entry.Owned), owned: true);
    }

    /// <summary>dL/dx[region] += d, for operations that read only a part of x: no zero-padded copy of d is made.</summary>
    /// <param name="x">An input of the operation.</param>
    /// <param name="region">Takes the layout of x (row-major) to the layout of the part.</param>
    /// <param name="d">The part's shape.</param>
    internal void AddRegion(Tensor x, Func<Layout, Layout> region, Tensor d)
    {
        if (x.Origin is not Node node) return;
        if (node.Leaf is not null)
        {
            var padded = x.NewZeros(x.Shape);
            padded.View(region(padded.Layout)).CopyFrom(d);
            Add(x, padded);
            return;
        }
        if (!open.TryGetValue(node, out var entry)) entry = (x.NewZeros(x.Shape), true);
        else if (!entry.Owned || !entry.Sum.IsContiguous) entry = (entry.Sum.Copy(), true);
        var part = entry.Sum.View(region(entry.Sum.Layout));
        ElementwiseLoops.Map(new Sum(), part, d, part);
        Put(open, node, entry.Sum, entry.Owned);
    }

    /// <summary>The gradient of a node, to be let go of when it was passed on; null when none came.</summary>
    internal Tensor? Take(Node node) => open.Remove(node, out var entry) ? entry.Sum : null;

    /// <summary>Ends the use of a gradient that was taken.</summary>
    internal void LetGo(Tensor gradient)
    {
        if (--uses[gradient.Storage] > 0) return;
        uses.Remove(gradient.Storage);
        scope?.Release(gradient.Storage);
    }

    /// <summary>Whether a sum looks into a storage.</summary>
    internal bool Holds(Storage storage) => uses.ContainsKey(storage);

    private Dictionary<Node, (Tensor Sum, bool Owned)> SumsOf(Node node) => node.Leaf is null ? open : leaves;

    private void Put(Dictionary<Node, (Tensor Sum, bool Owned)> sums, Node node, Tensor sum, bool owned)
    {
        // Whoever passes on a value of the forward pass as a gradient must find it there until the end.
        sum.Storage.Spare();
        uses[sum.Storage] = uses.GetValueOrDefault(sum.Storage) + 1;
        if (sums.TryGetValue(node, out var before)) LetGo(before.Sum);
        sums[node] = (sum, owned);
    }
}

/// <summary>a + b.</summary>
internal readonly struct Sum : IMap2
{
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    public TLane Of<TLane>(TLane a, TLane b) where TLane : struct, ILane<TLane> => a + b;
}

/// <summary>Adding one gradient to another.</summary>
internal static class Accumulation
{
    /// <summary>sum + d, in sum's own memory when that belongs to nobody else.</summary>
    public static Tensor Into(Tensor sum, Tensor d, bool owned)
    {
        var target = owned ? sum : sum.NewEmpty(sum.Shape);
        ElementwiseLoops.Map(new Sum(), sum, d, target);
        return target;
    }
}
