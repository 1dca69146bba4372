namespace Gexia;

/// <summary>How one tensor was computed: what a backward pass needs to know of it.</summary>
internal sealed class Node
{
    public Node(string op, Tensor[] inputs, SavedTensor[] saved, Action<Tensor, GradientSink>? backward)
    {
        Op = op;
        Inputs = inputs;
        Saved = saved;
        Backward = backward;
        Sequence = LogicalClock.Next();
    }

    /// <summary>Name of the operation, for messages.</summary>
    public string Op { get; }

    /// <summary>What it was computed from; empty for leaves and when spent.</summary>
    public Tensor[] Inputs { get; private set; }

    /// <summary>What its backward pass reads; empty for leaves and when spent.</summary>
    public SavedTensor[] Saved { get; private set; }

    /// <summary>Given dL/dY, adds dL/dX of every input to the sink; null for leaves and when spent.</summary>
    public Action<Tensor, GradientSink>? Backward { get; private set; }

    /// <summary>When it was recorded. Grows with time, so sorting by it is a topological order; what it needs was made earlier.</summary>
    public long Sequence { get; }

    /// <summary>For a leaf, the tensor that the caller asked gradients of.</summary>
    public Tensor? Leaf { get; init; }

    /// <summary>Whether a releasing walk has passed it, so that it cannot be walked again.</summary>
    public bool IsSpent => Backward is null && Leaf is null;

    /// <summary>Lets go of all that the operation had remembered.</summary>
    public void Spend()
    {
        Backward = null;
        Inputs = [];
        Saved = [];
    }
}
