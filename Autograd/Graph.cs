namespace Gexia;

/// <summary>Records how tensors are computed, and walks the record back. See lessons/02-gradient.cs.</summary>
public static class Graph
{
    /// <summary>Whether operations on this thread are recorded now.</summary>
    public static bool IsRecording => Ambient.Current is not { } ambient || !ambient.Settings.IsPaused;

    /// <summary>
    /// Until the result is disposed, nothing on this thread is recorded: for evaluation and inference. No <c>await</c> can come in between.
    /// </summary>
    public static Pause NoGradient() => Pause.Begin(isPaused: true, witness: null);

    /// <summary>Records again inside <see cref="NoGradient"/>; used when an activation checkpoint recomputes.</summary>
    internal static Pause Resume() => Pause.Begin(isPaused: false, witness: null);

    /// <summary>As <see cref="NoGradient"/>, but tells what operations read that was marked or recorded before.</summary>
    /// <param name="read">Gets it, once for each reading.</param>
    internal static Pause Witness(List<SavedTensor> read) => Pause.Begin(isPaused: true, read);

    /// <summary>Ends a <see cref="NoGradient"/> region.</summary>
    public readonly ref struct Pause : IDisposable
    {
        private readonly Ambient.Guard guard;

        private Pause(Ambient.Guard guard) => this.guard = guard;

        internal static Pause Begin(bool isPaused, List<SavedTensor>? witness)
        {
            var guard = Ambient.Open(out var ambient);
            ambient.Settings = ambient.Settings with { IsPaused = isPaused, Witness = witness };
            return new(guard);
        }

        /// <summary>Restores what was before.</summary>
        public void Dispose() => guard.Close();
    }

    /// <summary>
    /// Whether <see cref="Record(string, Tensor, ReadOnlySpan{Tensor}, Action{Tensor, GradientSink})"/> would remember an operation on
    /// these inputs: whether what its backward pass needs must be kept.
    /// </summary>
    public static bool WillRecord(ReadOnlySpan<Tensor> inputs)
    {
        foreach (var input in inputs)
            if (input.Origin is not null) return IsRecording;
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
    /// <remarks>
    /// The backward pass is refused when the inputs or y were written to in between; the other overload says which of them it reads.
    /// </remarks>
    public static Tensor Record(string op, Tensor y, ReadOnlySpan<Tensor> inputs, Action<Tensor, GradientSink> backward)
    {
        if (IsKept(inputs)) y.Origin = new Node(op, inputs.ToArray(), SavedTensor.Of([.. inputs, y]), backward);
        return y;
    }

    /// <summary>As the other, and says what the backward pass reads, so that the rest may be written to before it.</summary>
    /// <param name="op">Name of the operation.</param>
    /// <param name="y">The value.</param>
    /// <param name="inputs">Every tensor that y depends on.</param>
    /// <param name="saved">Tensors whose elements the backward pass reads and a caller may write to: of inputs, y and views of them.
    /// Whether they were is asked before it runs.</param>
    /// <param name="backward">The backward pass.</param>
    /// <returns>y itself.</returns>
    public static Tensor Record(
        string op, Tensor y, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> saved, Action<Tensor, GradientSink> backward)
    {
        if (IsKept(inputs)) y.Origin = new Node(op, inputs.ToArray(), SavedTensor.Of(saved), backward);
        return y;
    }

    private static bool IsKept(ReadOnlySpan<Tensor> inputs)
    {
        foreach (var input in inputs)
        {
            if (input.Origin is null) continue;
            if (IsRecording) return true;
            if (Ambient.Current!.Settings.Witness is List<SavedTensor> read) read.Add(new(input));
        }
        return false;
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
            if (!tensor.DType.IsFloating())
            {
                throw new ShapeException(
                    "RequireGradient", $"only floating dtypes have gradients, not {tensor.Description}.", tensor.Shape);
            }
            tensor.Origin ??= new Node("leaf", [], [], null) { Leaf = tensor };
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
        /// <exception cref="InvalidOperationException">Nothing it depends on requires a gradient, or a releasing walk
        /// has been here.</exception>
        public Gradients Backward(bool release = false)
        {
            if (tensor.Length != 1)
            {
                throw new ShapeException(
                    "Backward", $"starts from a scalar; {tensor.Shape} has {tensor.Length} elements. Contract it first, or pass dY.",
                    tensor.Shape);
            }
            return tensor.Backward(Tensor.Ones(tensor.Shape, tensor.DType, tensor.Device), release);
        }

        /// <summary>Gradients of ⟨dY, this⟩ with respect to every leaf it depends on.</summary>
        /// <param name="dY">Same shape and dtype as this tensor.</param>
        /// <param name="release">As for a scalar.</param>
        public Gradients Backward(Tensor dY, bool release = false)
        {
            if (tensor.Origin is not Node root)
                throw new InvalidOperationException(
                    $"Backward: {tensor.Description} depends on nothing that requires a gradient. Call RequireGradient on the inputs, "
                    + $"outside NoGradient.");
            if (!dY.Shape.Equals(tensor.Shape) || dY.DType != tensor.DType)
                throw new ShapeException(
                    "Backward", $"dY must look like the tensor. tensor: {tensor.Description}, dY: {dY.Description}.", tensor.Shape,
                    dY.Shape);
            return Walk.Back(tensor, root, dY, release);
        }
    }
}
