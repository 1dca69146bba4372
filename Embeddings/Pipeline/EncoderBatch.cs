namespace Gexia.Embeddings.Pipeline;

/// <summary>
/// Inputs, in order, on their way through the model together. Full with <c>BatchSize</c> frames (so that the products are large),
/// or with as many inputs, of which some have nothing to embed. A video is never cut, so that it may be larger alone.
/// </summary>
internal sealed class EncoderBatch(EmbeddingModel model, EmbeddingOptions options)
{
    private readonly List<(int Number, PreparedMedium? Medium, Exception? Error)> inputs = [];

    public int Frames { get; private set; }

    public bool IsFull => Frames >= options.BatchSize || inputs.Count >= options.BatchSize;

    public void Add(int number, PreparedMedium? medium, Exception? error)
    {
        inputs.Add((number, medium, error));
        Frames += medium?.Frames ?? 0;
    }

    /// <summary>Embeds what came together and begins anew.</summary>
    /// <returns>One for each input, in order.</returns>
    public EmbeddedMedium[] Encode(CancellationToken cancellation)
    {
        var embedded = new EmbeddedMedium[inputs.Count];
        for (var i = 0; i < inputs.Count; i++) embedded[i] = new EmbeddedMedium(inputs[i].Number, null, inputs[i].Error);
        // What makes one tensor: equally many frames, read alike.
        foreach (
            var alike in Enumerable.Range(0, inputs.Count).Where(i => inputs[i].Medium is not null)
                .GroupBy(i => (inputs[i].Medium!.Frames, inputs[i].Medium!.IsVideo)))
        {
            var vectors = model.Embed([.. alike.Select(i => inputs[i].Medium!)], options, cancellation);
            foreach (var (i, vector) in alike.Zip(vectors))
                embedded[i] = !options.AllowNonFinite && NonFiniteEmbeddingException.Problem(vector) is { } problem
                    ? embedded[i] with { Error = new NonFiniteEmbeddingException(problem) }
                    : embedded[i] with { Vector = vector };
        }
        inputs.Clear();
        Frames = 0;
        return embedded;
    }
}
