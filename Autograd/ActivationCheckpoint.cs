namespace Gexia;

/// <summary>
/// Trades time for memory (Chen et al., arXiv 1604.06174): a part of the model is computed without keeping its activations, and
/// computed again when the backward pass needs them.
/// </summary>
public static class ActivationCheckpoint
{
    /// <summary>f(inputs), remembered only by its inputs and its value.</summary>
    /// <param name="f">The part: a pure function of its inputs and of parameters (leaves), giving the same value each time. The backward
    /// pass is refused when one of them was written to in between.</param>
    /// <param name="inputs">Everything it reads that is not a parameter.</param>
    /// <returns>f's value; gradients flow to the inputs and to the parameters that f uses.</returns>
    public static Tensor Run(Func<Tensor[], Tensor> f, params Tensor[] inputs)
    {
        if (!Graph.IsRecording) return f(inputs);
        Tensor y;
        var outside = new List<SavedTensor>();        // parameters, and what f should have been given as inputs
        using (Graph.Witness(outside)) y = ScopeMemory.Only(() => f(Array.ConvertAll(inputs, input => input.Detach())).Detach());
        // Parameters inside f are unknown here, so the value is always recorded: a leaf of our own stands in for them.
        var anchor = y.NewZeros([0]).RequireGradient();
        return Graph.Record("ActivationCheckpoint", y, [.. inputs, anchor], saved: inputs, (dY, sink) =>
        {
            foreach (var tensor in outside) tensor.RequireUnchanged("ActivationCheckpoint");
            using var resume = Graph.Resume();
            var leaves = Array.ConvertAll(
                inputs, input => input.DType.IsFloating() && sink.Wants(input) ? input.Detach().RequireGradient() : input.Detach());
            var again = f(leaves);
            if (!again.RequiresGradient) return;
            foreach (var (leaf, gradient) in again.Backward(dY, release: true).All)
            {
                var place = Array.IndexOf(leaves, leaf);
                sink.Add(place >= 0 ? inputs[place] : leaf, gradient);
            }
        });
    }
}
