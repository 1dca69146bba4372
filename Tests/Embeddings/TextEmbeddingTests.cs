using Gexia.Embeddings;
using Gexia.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Gexia.Tests.Embeddings;

public sealed class TextEmbeddingTests : IDisposable
{
    private static readonly string[] Texts =
        ["a red square", "", "a photo of a blue triangle", string.Concat(Enumerable.Repeat("a green circle ", 20)), "🙂 naïve"];

    private readonly TemporaryFolder folder = new();
    private readonly EmbeddingModel model;

    public TextEmbeddingTests() => model = EmbeddingModel.Open(TinyClip.Write(folder.File("tiny-clip")));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Embeddings_have_unit_length_unless_switched_off()
    {
        using var generator = new TextEmbeddingGenerator(model);
        var unit = await generator.GenerateAsync(Texts);
        var raw = await generator.GenerateAsync(Texts, Asking(EmbeddingProperties.Normalize, false));
        Assert.Equal(Texts.Length, unit.Count);
        for (var i = 0; i < Texts.Length; i++)
        {
            Assert.Equal(("tiny-clip", TinyClip.Width), (unit[i].ModelId, unit[i].Dimensions));
            Assert.Equal(1, Length(unit[i]), 1e-6);
            Assert.NotEqual(1, Length(raw[i]), 1e-2);
            Assert.Equal(unit[i].Vector.ToArray().Select(x => (double)x), raw[i].Vector.ToArray().Select(x => x / Length(raw[i])), (a, b) =>
                Math.Abs(a - b) < 1e-6);
        }
    }

    [Fact]
    public async Task Batches_change_no_bit()
    {
        using var generator = new TextEmbeddingGenerator(model);
        var together = await generator.GenerateAsync(Texts);
        foreach (var size in (int[])[1, 2, 3])
            Assert.Equal(Vectors(together), Vectors(await generator.GenerateAsync(Texts, Asking(EmbeddingProperties.BatchSize, size))));
    }

    [Fact]
    public async Task Texts_that_were_cut_are_counted_and_marked()
    {
        using var generator = new TextEmbeddingGenerator(model);
        var result = await generator.GenerateAsync(Texts);
        Assert.Equal(1, result.AdditionalProperties![EmbeddingProperties.TruncatedTexts]);
        Assert.Equal(
            [false, false, false, true, false],
            result.Select(embedding => embedding.AdditionalProperties?.ContainsKey(EmbeddingProperties.Truncated) == true));
        Assert.Equal(Texts.Sum(text => Math.Min(model.Tokenizer.Encode(text).Length + 2, TinyClip.Context)), result.Usage!.InputTokenCount);
    }

    [Fact]
    public async Task Calls_at_the_same_time_give_the_same_bits()
    {
        using var generator = new TextEmbeddingGenerator(model);
        var expected = Vectors(await generator.GenerateAsync(Texts));
        var all = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(i => generator.GenerateAsync(Texts, Asking(EmbeddingProperties.BatchSize, 1 + (i % 4)))));
        Assert.All(all, result => Assert.Equal(expected, Vectors(result)));
    }

    [Fact]
    public async Task A_cancelled_call_says_so()
    {
        using var generator = new TextEmbeddingGenerator(model);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync(Texts, cancellationToken: source.Token));
        Assert.Throws<OperationCanceledException>(() => model.EmbedTexts(Texts, cancellation: source.Token));
    }

    [Fact]
    public async Task What_the_model_does_not_have_is_refused()
    {
        using var generator = new TextEmbeddingGenerator(model);
        await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(Texts, new() { Dimensions = 8 }));
        await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(Texts, new() { ModelId = "another" }));
        await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(Texts, Asking(EmbeddingProperties.BatchSize, 0)));
        await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(Texts, Asking(EmbeddingProperties.Normalize, "yes")));
        Assert.Equal(
            Texts.Length, (await generator.GenerateAsync(Texts, new() { Dimensions = TinyClip.Width, ModelId = "tiny-clip" })).Count);
        Assert.Empty(await generator.GenerateAsync([]));
    }

    [Fact]
    public void The_service_collection_gives_both_generators_over_one_model()
    {
        using var services = new ServiceCollection().AddGexia(folder.File("tiny-clip"), new() { Normalize = false }).BuildServiceProvider();
        var texts = services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        var media = services.GetRequiredService<IEmbeddingGenerator<DataContent, Embedding<float>>>();
        Assert.Same(services.GetRequiredService<EmbeddingModel>(), texts.GetService<EmbeddingModel>());
        Assert.Same(texts.GetService<EmbeddingModel>(), media.GetService<EmbeddingModel>());
        var facts = texts.GetRequiredService<EmbeddingGeneratorMetadata>();
        Assert.Equal(("gexia", "tiny-clip", TinyClip.Width), (facts.ProviderName, facts.DefaultModelId, facts.DefaultModelDimensions));
        Assert.Same(texts, texts.GetService<TextEmbeddingGenerator>());
        Assert.Null(texts.GetService<EmbeddingModel>("a key"));
        Assert.False(Assert.IsType<TextEmbeddingGenerator>(texts).Options.Normalize);
    }

    [Fact]
    public void A_missing_model_is_named() =>
        Assert.Contains("nowhere", Assert.Throws<GexiaException>(() => EmbeddingModel.Open(folder.File("nowhere"))).Message);

    internal static EmbeddingGenerationOptions Asking(string key, object value) => new() { AdditionalProperties = new() { [key] = value } };

    internal static float[][] Vectors(GeneratedEmbeddings<Embedding<float>> result) =>
        [.. result.Select(embedding => embedding.Vector.ToArray())];

    internal static double Length(Embedding<float> embedding) => Math.Sqrt(embedding.Vector.ToArray().Sum(x => (double)x * x));
}
