using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// A step of a training, loss and gradients, captured once and run again on other data without allocating anything, as with CUDA graphs.
/// </summary>
/// <remarks>
/// The capture runs the step as usual and records every kernel with its tensors; a run calls the same kernels again. So the code of
/// the step is called once only:
/// what it reads must be in tensors made outside every scope (parameters, inputs), into which the caller writes before each run;
/// what it decides is fixed: another shape or number of iterations is another captured step;
/// what it makes from arrays (<see cref="Tensor.Of{T}(T[], Shape, Device)"/>) is a constant;
/// reading or writing elements in it is refused, as that would not happen again.
/// The bits are those of the step run as usual, for any number of threads; lanes and threads are those of the thread that runs.
/// Products are cut for the threads there were at the capture, so capture with the number you will run with.
/// </remarks>
/// <example><code>
/// var rng = new Rng(seed: 1);
/// var (inputs, weights) = (Tensor.Normal(rng, [8, 3]), Tensor.Normal(rng, [3, 1]).RequireGradient());      // outside every scope
/// var step = CapturedStep.Capture(() => inputs.MatMul(weights).Square().Mean());                           // has run once
/// for (var i = 0; i &lt; 3; i++)
/// {
///     Console.WriteLine($"{step.Loss.Item&lt;float>()}: {step.Gradients[weights]}");
///     inputs.CopyFrom(Tensor.Normal(rng, [8, 3]));                                                         // the next batch
///     step.Run();
/// }
/// </code></example>
public sealed class CapturedStep
{
    private readonly CaptureArena arena;
    private readonly RecordedLaunches launches;

    private CapturedStep(CaptureArena arena, RecordedLaunches launches, Tensor loss, Gradients gradients, IReadOnlyList<Tensor> figures) =>
        (this.arena, this.launches, Loss, Gradients, Figures) = (arena, launches, loss, gradients, figures);

    /// <summary>The scalar that the last run gave; readable until the next run of a program in the same arena.</summary>
    public Tensor Loss { get; }

    /// <summary>Gradients of <see cref="Loss"/> with respect to every leaf; readable as long as it is.</summary>
    public Gradients Gradients { get; }

    /// <summary>What the step gives besides, such as the terms of its loss; readable as long as it is.</summary>
    public IReadOnlyList<Tensor> Figures { get; }

    /// <summary>Number of kernel calls in a run.</summary>
    public int Launches => launches.Count;

    /// <summary>Runs a step, forward and backward, and writes it down.</summary>
    /// <param name="loss">Computes a scalar from parameters and inputs that belong to no scope.</param>
    /// <param name="arena">Memory shared with other programs; null gives this one its own.</param>
    /// <exception cref="InvalidOperationException">The step needs a tensor of a scope that is open around it, reads or writes elements, or
    /// holds another capture. What else the step throws is thrown, too; the thread is then as it was before.</exception>
    /// <exception cref="ShapeException">The loss has more than one element.</exception>
    public static CapturedStep Capture(Func<Tensor> loss, CaptureArena? arena = null) => Capture(() => (loss(), []), arena);

    /// <summary>As above, for a step that gives figures besides, which no gradient is asked of.</summary>
    /// <param name="step">Computes the loss, and the figures.</param>
    /// <param name="arena">Memory shared with other programs; null gives this one its own.</param>
    public static CapturedStep Capture(Func<(Tensor Loss, IReadOnlyList<Tensor> Figures)> step, CaptureArena? arena = null) =>
        Capture(step, arena, then: null);

    /// <summary>As above, for a step that goes on behind its backward pass, such as with an update.</summary>
    /// <param name="step">Computes the loss, and the figures.</param>
    /// <param name="arena">Memory shared with other programs; null gives this one its own.</param>
    /// <param name="then">Is given the figures and the gradients, and launches what belongs to the step.</param>
    internal static CapturedStep Capture(
        Func<(Tensor Loss, IReadOnlyList<Tensor> Figures)> step, CaptureArena? arena, Action<IReadOnlyList<Tensor>, Gradients>? then)
    {
        Recording.RefuseHost("CapturedStep: a capture cannot hold another.");
        arena ??= new CaptureArena();
        using var turn = arena.Enter(null);
        using var outside = TensorScope.Suspend();
        var recording = new Recording(arena.Pool);
        using var open = recording.Open();
        Tensor value;
        Gradients gradients;
        Tensor[] kept;
        using (TensorScope.Begin())
        {
            var (root, figures) = step();
            kept = [.. figures.Select(figure => figure.Detach().Copy())];      // the walk gives the forward pass back
            gradients = root.Backward(release: true);
            value = root.Detach();                  // without the record
            then?.Invoke(kept, gradients);
        }
        var launches = recording.ToProgram([value, .. kept, .. gradients.All.Select(pair => pair.Gradient)]);
        launches.Show();
        var program = new CapturedStep(arena, launches, value, gradients, kept);
        turn.GiveTo(program);
        return program;
    }

    /// <summary>Runs the step on what its inputs and parameters hold now.</summary>
    /// <remarks>
    /// Allocates nothing on the managed heap, on this or any other thread; only a worker thread that meets its largest kernel so far
    /// makes its working memory larger.
    /// </remarks>
    /// <exception cref="ShapeException">Inputs that are checked when they are read, such as ids, are out of range. The program
    /// can be run again.</exception>
    /// <exception cref="InvalidOperationException">Another program is running in the same arena, a scope of it is open, or a step is
    /// being captured.</exception>
    /// <exception cref="ObjectDisposedException">The arena was disposed.</exception>
    public void Run()
    {
        Recording.RefuseHost("CapturedStep: a step that is being captured cannot run another.");
        using var turn = arena.Enter(this);
        launches.Run();
    }

    internal void Hide() => launches.Hide();
}
