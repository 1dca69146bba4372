namespace Gexia;

/// <summary>One backward pass over a record, latest operation first.</summary>
/// <remarks>
/// Memory, where a scope is open: each operation's temporaries go back as soon as it has run, and an intermediate gradient as soon
/// as it was used. A releasing walk also gives back the forward pass behind it: whatever was made in the scope after an operation was
/// recorded can only be needed by later operations, and those have run.
/// </remarks>
internal static class Walk
{
    /// <summary>Gradients of ⟨dY, y⟩.</summary>
    public static Gradients Back(Tensor y, Node root, Tensor dY, bool release)
    {
        using var pause = Graph.NoGradient();
        var forward = release ? ScopeMemory.Current : null;
        using var scope = ScopeMemory.Current is null ? default : TensorScope.Begin();
        var sink = new GradientSink(scope.Memory);
        var order = LatestFirst(root);
        y.Storage.Spare();
        forward?.SpareSince(root.Sequence);
        sink.Add(y, dY);
        foreach (var node in order)
        {
            forward?.ReleaseSince(node.Sequence);
            Pass(node, sink);
            if (release) node.Spend();
        }
        var gradients = sink.Leaves;
        foreach (var (_, gradient) in gradients.All) scope.Keep(gradient);
        return gradients;
    }

    private static void Pass(Node node, GradientSink sink)
    {
        if (sink.Take(node) is not { } gradient) return;
        foreach (var saved in node.Saved) saved.RequireUnchanged(node.Op);
        using (var temporaries = ScopeMemory.Current is null ? default : TensorScope.Begin())
        {
            (node.Backward ?? throw Spent(node))(gradient, sink);
            temporaries.Memory?.PassUp(sink.Holds);
        }
        sink.LetGo(gradient);
    }

    private static List<Node> LatestFirst(Node root)
    {
        var seen = new HashSet<Node> { root };
        var order = new List<Node>();
        var open = new Stack<Node>();
        open.Push(root);
        while (open.TryPop(out var node))
        {
            if (node.IsSpent) throw Spent(node);
            if (node.Leaf is null) order.Add(node);
            foreach (var input in node.Inputs)
                if (input.Origin is Node next && seen.Add(next)) open.Push(next);
        }
        order.Sort((a, b) => b.Sequence.CompareTo(a.Sequence));
        return order;
    }

    private static InvalidOperationException Spent(Node node) => new(
        $"Backward: {node.Op} was walked before with release: true, which leaves nothing to walk again. "
        + $"Walk without release when another walk follows.");
}
