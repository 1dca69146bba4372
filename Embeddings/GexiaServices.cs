using Gexia;
using Gexia.Embeddings;
using Microsoft.Extensions.AI;

// Where .NET developers look for extensions of IServiceCollection.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Gexia's embedding generators.</summary>
public static class GexiaServices
{
    /// <summary>
    /// Adds an <see cref="EmbeddingModel"/> and the generators <c>IEmbeddingGenerator&lt;string, Embedding&lt;float&gt;&gt;</c> and
    /// <c>IEmbeddingGenerator&lt;DataContent, Embedding&lt;float&gt;&gt;</c>, all singletons over one copy of the weights.
    /// </summary>
    /// <param name="services">Receives them.</param>
    /// <param name="folder">A CLIP checkpoint, or a run that <c>gexia train</c> wrote. It is looked at now, so that a wrong one ends the
    /// program where it starts and not with its first request; weights are read when a generator is first asked for.</param>
    /// <param name="options">What holds where a call says nothing else.</param>
    /// <param name="weights">How weights are kept in memory, see <see cref="EmbeddingModel.Open"/>.</param>
    /// <param name="device">Where the model lives and computes; null for the processor.</param>
    /// <param name="lazy">Do not look at the folder now, for one that comes later.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="GexiaException">The folder is missing or no model, see <see cref="EmbeddingModel.Require"/>.</exception>
    /// <example><code>
    /// using var services = new ServiceCollection().AddGexia("clip-vit-base-patch32").BuildServiceProvider();
    /// var generator = services.GetRequiredService&lt;IEmbeddingGenerator&lt;string, Embedding&lt;float>>>();
    /// var vector = await generator.GenerateVectorAsync("a photo of a cat");
    /// </code></example>
    public static IServiceCollection AddGexia(
        this IServiceCollection services, string folder, EmbeddingOptions? options = null, WeightFormat weights = WeightFormat.Float32,
        bool lazy = false, Device? device = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var path = Path.GetFullPath(folder);            // the same one later, whatever the working directory is then
        if (!lazy) EmbeddingModel.Require(path);
        return services.AddGexia(_ => EmbeddingModel.Open(path, weights, device: device), options);
    }

    /// <summary>
    /// As <see cref="AddGexia(IServiceCollection, string, EmbeddingOptions, WeightFormat, bool, Device)"/>, with a model that is opened
    /// elsewhere.
    /// </summary>
    /// <param name="services">Receives them.</param>
    /// <param name="model">Gives the model; called once.</param>
    /// <param name="options">What holds where a call says nothing else.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddGexia(
        this IServiceCollection services, Func<IServiceProvider, EmbeddingModel> model, EmbeddingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(model);
        return services
            .AddSingleton(model)
            .AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(
                provider => new TextEmbeddingGenerator(provider.GetRequiredService<EmbeddingModel>(), options))
            .AddSingleton<IEmbeddingGenerator<DataContent, Embedding<float>>>(
                provider => new MediaEmbeddingGenerator(provider.GetRequiredService<EmbeddingModel>(), options));
    }
}
