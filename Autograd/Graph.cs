namespace Gexia;

/// <summary>Records how tensors are computed, and walks the record back.</summary>
public static class Graph
{
    [ThreadStatic] private static bool paused;

    /// <summary>Whether operations on this thread are recorded now.</summary>
    public static bool IsRecording => !paused;

    /// <summary>Until the result is disposed, nothing on this thread is recorded: for evaluation and inference.</summary>
    public static Pause NoGradient()
    {
        var pause = new Pause(paused);
        paused = true;
        return pause;
    }

    /// <summary>Records again inside <see cref="NoGradient"/>; used when an activation checkpoint recomputes.</summary>
    internal static Pause Resume()
    {
        var pause = new Pause(paused);
        paused = false;
        return pause;
    }

    /// <summary>Ends a <see cref="NoGradient"/> region.</summary>
    public readonly struct Pause : IDisposable
    {
        private readonly bool before;

        internal Pause(bool before) => this.before = before;

        /// <summary>Restores what was before.</summary>
        public void Dispose() => paused = before;
    }

    /// <summary>Whether <see cref="Record"/> would remember an operation on these inputs: whether what its way back needs must be kept.</summary>
    public static bool WillRecord(ReadOnlySpan<Tensor> inputs)
    {
        if (paused) return false;
        foreach (var input in inputs)
            if (input.Origin is not null) return true;
        return false;
    }

    /// <summary>
    /// Joins a computed value to the record: this is all that an operation of your own must call.
    /// </summary>
    /// <param name="op">Name of the operation, for messages.</param>
    /// <param name="y">The value, computed from the inputs without recording.</param>
    /// <param name="inputs">Every tensor that y depends on.</param>
    /// <param name="backward">Given dL/dy (y's shape and dtype, perhaps strided), adds dL/dx of each input that
    /// <see cref="GradientSink.Wants"/> it to the sink. Called at most once per backward pass.</param>
    /// <returns>y itself.</returns>
    public static Tensor Record(string op, Tensor y, ReadOnlySpan<Tensor> inputs, Action<Tensor, GradientSink> backward)
    {
        if (paused) return y;
        foreach (var input in inputs)
        {
            if (input.Origin is null) continue;
            y.Origin = new Node(op, inputs.ToArray(), backward);
            break;
        }
        return y;
    }

    extension(Tensor tensor)
    {
        /// <summary>Whether a backward pass would reach this tensor.</summary>
        public bool RequiresGradient => tensor.Origin is not null;

        /// <summary>Marks a leaf: gradients with respect to it will be returned by <c>Backward</c>.</summary>
        /// <returns>The same tensor.</returns>
        /// <exception cref="ShapeException">The dtype has no gradient.</exception>
        public Tensor RequireGradient()
        {
            if (!tensor.DType.IsFloating()) throw new ShapeException("RequireGradient", $"only float32 and float64 have gradients, not {tensor}.", tensor.Shape);
            tensor.Origin ??= new Node("leaf", [], null) { Leaf = tensor };
            return tensor;
        }

        /// <summary>The same values without history.</summary>
        public Tensor Detach() => tensor.View(tensor.Layout);

        /// <summary>Gradients of this scalar with respect to every leaf it depends on.</summary>
        /// <param name="release">Nothing else will be computed from, or walked back over, what this scalar was computed from: its
        /// memory goes back to the scope's pool while the walk passes it, so the walk needs little more than the forward pass.
        /// Afterwards only this scalar, the leaves, and what was kept (<see cref="TensorScope.Keep"/>) or made before the first
        /// or after the last recorded operation can be read.</param>
        /// <exception cref="ShapeException">The tensor has more than one element.</exception>
        /// <exception cref="InvalidOperationException">Nothing it depends on requires a gradient, or a releasing walk has been here.</exception>
        public Gradients Backward(bool release = false)
        {
            if (tensor.Length != 1) throw new ShapeException("Backward", $"starts from a scalar; {tensor.Shape} has {tensor.Length} elements. Contract it first, or pass dY.", tensor.Shape);
            return tensor.Backward(Tensor.Ones(tensor.Shape, tensor.DType), release);
        }

        /// <summary>Gradients of ⟨dY, this⟩ with respect to every leaf it depends on.</summary>
        /// <param name="dY">Same shape and dtype as this tensor.</param>
        /// <param name="release">As for a scalar.</param>
        public Gradients Backward(Tensor dY, bool release = false)
        {
            if (tensor.Origin is not Node root)
                throw new InvalidOperationException($"Backward: {tensor} depends on nothing that requires a gradient. Call RequireGradient on the inputs, outside NoGradient.");
            if (!dY.Shape.Equals(tensor.Shape) || dY.DType != tensor.DType)
                throw new ShapeException("Backward", $"dY must look like the tensor. tensor: {tensor}, dY: {dY}.", tensor.Shape, dY.Shape);
            return Walk.Back(tensor, root, dY, release);
        }
    }
}
