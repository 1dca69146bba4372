using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training.Analysis;

/// <summary>Tokens as the text tower of a model sees them after its last block; its start and end tokens do not count.</summary>
/// <remarks>The towers are causal: a token knows those before it. Texts beyond the context are cut.</remarks>
/// <param name="model">A model with a text tower; it must not be changed meanwhile.</param>
/// <param name="tokenizer">Texts to ids.</param>
/// <param name="name">What the model is called.</param>
internal sealed class TextTowerFeatures(IVideoTextModel model, ITokenizer tokenizer, string name) : ITokenFeatures
{
    private const int Batch = 32;

    public string Id => $"text tower of {name}";

    public IReadOnlyList<TokenFeatures> Of(IReadOnlyList<string> texts, CancellationToken cancellation = default)
    {
        using var pause = Graph.NoGradient();
        List<TokenFeatures> features = [];
        var length = model.ContextLength;
        foreach (var chunk in texts.Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = TensorScope.Begin();
            var rows = new int[chunk.Length * length];
            var cut = new bool[chunk.Length];
            for (var text = 0; text < chunk.Length; text++)
                tokenizer.EncodeForModel(chunk[text], length, out cut[text]).CopyTo(rows.AsSpan(text * length));
            var ids = TextIds.Of(rows, length, length, model.EndOfText, model.LogitScale.Device);
            var tokens = model.TokenFeatures(ids);
            var (columns, width) = (tokens.Shape[1], tokens.Shape[2]);
            var values = tokens.ToHost().To(DType.Float32).ToArray<float>();
            for (var text = 0; text < chunk.Length; text++)
            {
                var end = ids.Ends[text];
                features.Add(new(
                    new ArraySegment<float>(values, text * columns * width, columns * width), width,
                    [.. Enumerable.Range(0, columns).Select(token => token > 0 && token < end)])
                { IsTruncated = cut[text] });
            }
        }
        return features;
    }
}
