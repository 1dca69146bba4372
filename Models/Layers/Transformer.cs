namespace Gexia.Models.Layers;

/// <summary>A stack of <see cref="TransformerBlock"/>s, named <c>resblocks.0</c>, <c>resblocks.1</c>, ….</summary>
public sealed class Transformer
{
    private readonly TransformerBlock[] blocks;
    private readonly bool causal, checkpoint;

    /// <summary>Asks the scope for its parameters.</summary>
    /// <param name="scope">Where the parameters are named.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="causal">Token i sees tokens 0..i only.</param>
    /// <param name="checkpoint">Compute each block again in the backward pass instead of keeping its activations.</param>
    public Transformer(ParameterScope scope, TowerConfig config, bool causal, bool checkpoint)
    {
        this.causal = causal;
        this.checkpoint = checkpoint;
        blocks = [.. Enumerable.Range(0, config.Layers).Select(i => new TransformerBlock(
            scope.At($"resblocks.{i}"), config.Width, config.Heads, config.Hidden, config.Activation, config.Epsilon,
            config.Initialization))];
    }

    /// <summary>[batch, tokens, width] → the same.</summary>
    /// <param name="x">The tokens.</param>
    /// <param name="observe">Called with the number and the output of every block; may return other tokens to go on with.</param>
    public Tensor Forward(Tensor x, Func<int, Tensor, Tensor>? observe = null)
    {
        for (var i = 0; i < blocks.Length; i++)
        {
            var before = x;
            x = Run(blocks[i], x);
            if (observe is not null) x = observe(i, x);
            else if (!Graph.IsRecording && i > 0) ScopeMemory.Current?.Release(before.Storage);     // seen by nobody but us
        }
        return x;
    }

    // Where nothing walks back, only the value stays: memory does not grow with the number of blocks.
    private Tensor Run(TransformerBlock block, Tensor x) =>
        !Graph.IsRecording ? ScopeMemory.Only(() => block.Forward(x, causal))
        : checkpoint ? ActivationCheckpoint.Run(inputs => block.Forward(inputs[0], causal), x)
        : block.Forward(x, causal);
}

/// <summary>Sizes of a stack of transformer blocks.</summary>
public sealed record TowerConfig
{
    /// <summary>Token width.</summary>
    public required int Width { get; init; }

    /// <summary>Number of blocks.</summary>
    public required int Layers { get; init; }

    /// <summary>Attention heads; they divide the width.</summary>
    public required int Heads { get; init; }

    /// <summary>Hidden width of the MLP over the token width.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>The MLP's activation.</summary>
    public Activation Activation { get; init; } = Activation.QuickGelu;

    /// <summary>LayerNorm's ε.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Fresh values of the linear maps.</summary>
    public Initialization Initialization { get; init; } = Initialization.FanIn;

    /// <summary>Hidden width of the MLP.</summary>
    public int Hidden => (int)Math.Round(Width * MlpRatio);

    /// <summary>Refuses sizes that cannot be built.</summary>
    /// <exception cref="ArgumentException">With the rule and the values.</exception>
    public void Validate(string what)
    {
        if (Width < 1 || Layers < 0 || Heads < 1 || Width % Heads != 0 || Hidden < 1)
            throw new ArgumentException(
                $"{what}: heads ({Heads}) must divide width ({Width}), and sizes be positive (layers {Layers}, mlpRatio {MlpRatio}).");
    }
}
