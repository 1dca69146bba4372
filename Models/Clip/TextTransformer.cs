using Gexia.Models.Layers;

namespace Gexia.Models.Clip;

/// <summary>
/// CLIP's text tower (Radford et al., arXiv 2103.00020; openai/CLIP, clip/model.py): a causal transformer over BPE tokens.
/// in: ids [texts, length] → out: tokens [texts, length, width] after ln_final.
/// </summary>
/// <remarks>Because attention is causal, what follows a text's end changes nothing before it: padding needs no mask here.</remarks>
public sealed class TextTransformer
{
    private readonly TextConfig config;
    private readonly DType compute;
    private readonly LookupTable table;
    private readonly Tensor positions;
    private readonly Transformer transformer;
    private readonly LayerNorm final;

    /// <summary>Asks the scope for its parameters.</summary>
    public TextTransformer(ParameterScope scope, TextConfig config, bool checkpoint = false)
    {
        config.Validate();
        this.config = config;
        compute = scope.ComputeType;
        var width = config.Tower.Width;
        positions = scope.Parameter("positional_embedding", [config.ContextLength, width], ParameterRole.Embedding, Initial.Normal(0.01));
        transformer = new Transformer(scope.At("transformer"), config.Tower, causal: true, checkpoint);
        table = scope.At("token_embedding").Table("weight", [config.VocabularySize, width], Initial.Normal(0.02));
        final = new LayerNorm(scope.At("ln_final"), width, config.Tower.Epsilon);
    }

    /// <summary>Longest sequence.</summary>
    public int ContextLength => config.ContextLength;

    /// <summary>How many ids there are.</summary>
    internal int VocabularySize => config.VocabularySize;

    /// <summary>The token at whose first place a text ends; null for the largest id.</summary>
    public int? EndOfText => config.EndOfText;

    /// <summary>Every token after the last block and ln_final.</summary>
    /// <param name="ids">int32 or int64 [texts, length], length at most the context's.</param>
    /// <param name="observe">Sees every block's output, see <see cref="Transformer.Forward"/>.</param>
    /// <returns>[texts, length, width], in what the model computes in.</returns>
    /// <exception cref="ShapeException">The ids do not fit the configuration.</exception>
    public Tensor Forward(Tensor ids, Func<int, Tensor, Tensor>? observe = null)
    {
        if (ids.Shape.Rank != 2 || ids.Shape[1] > config.ContextLength)
            throw new ShapeException(
                "TextTransformer", $"needs ids [texts, at most {config.ContextLength}], not {ids.Description}.", ids.Shape);
        var x = table.Gather(ids).Cast(compute) + positions.Slice(0, 0, ids.Shape[1]).Cast(compute);
        return final.Forward(transformer.Forward(x, observe));
    }
}
