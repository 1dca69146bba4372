namespace Gexia.Training;

/// <summary>Where the inputs of steps lie.</summary>
/// <remarks>
/// Inputs of captured steps outlive every scope. All captured steps share them, the first input of one step with the first of another and
/// so on: only one step runs at a time, and each batch is written anew.
/// </remarks>
public sealed class InputMemory
{
    private readonly List<Tensor>? shared;
    private int next;

    private InputMemory(List<Tensor>? shared) => this.shared = shared;

    /// <summary>Inputs that belong to the scope that is open, for one step.</summary>
    public static InputMemory OfScope { get; } = new(null);

    /// <summary>Memory for the inputs of steps that never run at the same time.</summary>
    public static InputMemory Shared() => new([]);

    /// <summary>An input, not cleared.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="type">Its dtype.</param>
    /// <param name="device">Where it lives: with the model.</param>
    public Tensor Empty(Shape shape, DType type, Device device)
    {
        if (shared is null) return Tensor.Empty(shape, type, device);
        var place = next++;
        if (place == shared.Count) shared.Add(Lasting());
        // Steps that are captured already keep the smaller one.
        else if (shared[place].Length < shape.Length || shared[place].DType != type || shared[place].Device != device)
            shared[place] = Lasting();
        return shared[place].View(Layout.Contiguous(shape));

        Tensor Lasting() => Tensor.Lasting([checked((int)shape.Length)], type, device);
    }

    /// <summary>The inputs that are asked for from now on are those of another step.</summary>
    internal void BeginStep() => next = 0;
}
