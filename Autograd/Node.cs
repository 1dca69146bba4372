namespace Gexia;

/// <summary>How one tensor was computed: what a backward pass needs to know of it.</summary>
internal sealed class Node
{
    private static long made;

    public Node(string op, Tensor[] inputs, Action<Tensor, GradientSink>? backward)
    {
        Op = op;
        Inputs = inputs;
        Backward = backward;
        Sequence = Interlocked.Increment(ref made);
    }

    /// <summary>Name of the operation, for messages.</summary>
    public string Op { get; }

    /// <summary>What it was computed from; empty for leaves.</summary>
    public Tensor[] Inputs { get; }

    /// <summary>Given dL/dY, adds dL/dX of every input to the sink; null for leaves.</summary>
    public Action<Tensor, GradientSink>? Backward { get; }

    /// <summary>Grows with time, so sorting by it is a topological order.</summary>
    public long Sequence { get; }

    /// <summary>For a leaf, the tensor that the caller asked gradients of.</summary>
    public Tensor? Leaf { get; init; }
}
