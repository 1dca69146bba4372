namespace Gexia.Training;

/// <summary>Loss and gradients of one batch after another: by a captured step where the objective has a form for it, else as usual.</summary>
/// <remarks>
/// Everything shares one memory: captured steps of all forms, steps as usual, evaluations. It goes back to the process's pool at the
/// end. The bits do not depend on which way a step goes.
/// </remarks>
internal sealed class StepRunner<TBatch>(IObjective<TBatch> objective, bool capture) : IDisposable
{
    private readonly ICapturableObjective<TBatch>? forms = capture ? objective as ICapturableObjective<TBatch> : null;
    private readonly CaptureArena arena = new();
    private readonly Dictionary<StepForm<TBatch>, CapturedStep> programs = [];

    /// <summary>A scope for what is computed without a capture.</summary>
    public TensorScope Begin() => forms is null ? TensorScope.Begin() : arena.Begin();

    /// <summary>A scope for a batch's step; none when it is captured.</summary>
    public TensorScope Begin(TBatch batch) => forms?.FormOf(batch) is null ? Begin() : default;

    /// <summary>Loss and gradients of a batch, inside its scope. Where the loss is not finite there may be no gradients.</summary>
    public (double Loss, Gradients? Gradients) Run(TBatch batch)
    {
        if (forms?.FormOf(batch) is not { } form)
        {
            var loss = objective.Loss(batch);
            var value = loss.At();
            return (value, double.IsFinite(value) ? loss.Backward(release: true) : null);
        }
        form.Write(batch);
        if (programs.TryGetValue(form, out var program)) program.Run();
        else programs.Add(form, program = CapturedStep.Capture(form.Loss, arena));
        return (program.Loss.At(), program.Gradients);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => arena.Dispose();
}
