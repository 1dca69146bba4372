using Microsoft.Extensions.AI;

namespace Gexia.Embeddings;

/// <summary>What the generators of texts and of media share: options of a call, services and metadata.</summary>
/// <typeparam name="TInput">What is embedded.</typeparam>
/// <remarks>
/// A call runs on the thread pool, batch by batch; cancellation is seen before every batch and ends a running decoder. Calls may
/// overlap. Disposing a generator does nothing: the model belongs to whoever opened it.
/// </remarks>
public abstract class GexiaEmbeddingGenerator<TInput> : IEmbeddingGenerator<TInput, Embedding<float>>
{
    private readonly EmbeddingGeneratorMetadata metadata;

    private protected GexiaEmbeddingGenerator(EmbeddingModel model, EmbeddingOptions? options)
    {
        ArgumentNullException.ThrowIfNull(model);
        (Model, Options) = (model, (options ?? EmbeddingOptions.Default).Validated());
        metadata = new("gexia", providerUri: null, model.Id, model.Dimensions);
    }

    /// <summary>The model.</summary>
    public EmbeddingModel Model { get; }

    /// <summary>What holds where a call says nothing else.</summary>
    public EmbeddingOptions Options { get; }

    /// <summary>Embeds values.</summary>
    /// <param name="values">In any number.</param>
    /// <param name="options">May override some of <see cref="Options"/>, see <see cref="EmbeddingProperties"/>; a size or model other than
    /// this one is refused.</param>
    /// <param name="cancellationToken">Ends the call before its next batch.</param>
    /// <returns>One embedding for each value, in order.</returns>
    /// <exception cref="ArgumentException">The options ask for what this model does not have.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var resolved = Resolve(options);
        TInput[] all = [.. values];
        return Task.Run(() => Generate(all, resolved, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        return serviceType == typeof(EmbeddingGeneratorMetadata) ? metadata
            : serviceType == typeof(EmbeddingModel) ? Model
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose() => GC.SuppressFinalize(this);

    private protected abstract GeneratedEmbeddings<Embedding<float>> Generate(
        TInput[] values, EmbeddingOptions options, CancellationToken cancellation);

    private protected Embedding<float> Embedding(float[] vector) => new(vector) { ModelId = Model.Id };

    private EmbeddingOptions Resolve(EmbeddingGenerationOptions? asked)
    {
        if (asked is null) return Options;
        if (asked.Dimensions is { } width && width != Model.Dimensions)
            throw new ArgumentException(
                $"{Model.Id}: embeddings have {Model.Dimensions} dimensions; {width} were asked for.", nameof(asked));
        if (asked.ModelId is { } id && id != Model.Id)
            throw new ArgumentException($"this generator embeds with {Model.Id}; {id} was asked for.", nameof(asked));
        return (Options with
        {
            Normalize = Property<bool>(asked, EmbeddingProperties.Normalize) ?? Options.Normalize,
            BatchSize = Property<int>(asked, EmbeddingProperties.BatchSize) ?? Options.BatchSize,
            Frames = Property<int>(asked, EmbeddingProperties.Frames) ?? Options.Frames,
        }).Validated();
    }

    private static T? Property<T>(EmbeddingGenerationOptions asked, string key) where T : struct =>
        asked.AdditionalProperties?.TryGetValue(key, out var value) is not true || value is null ? null
        : value is T typed ? typed
        : throw new ArgumentException($"AdditionalProperties: {key} must be a {typeof(T).Name}, not {value}.", nameof(asked));
}
