using Gexia.Models.Layers;

namespace Gexia.Models;

/// <summary>
/// The M learned group tokens, the same for all videos at first, and the blocks after some layers that turn them into a video's regions.
/// </summary>
internal sealed class GroupTokens
{
    private readonly GroupingConfig config;
    private readonly Tensor learned;
    private readonly GroupingBlock[] blocks;
    private readonly LayerNorm norm;
    private readonly Linear projection;
    private readonly DType compute;

    /// <summary>Asks the scope for its parameters.</summary>
    public GroupTokens(ParameterScope scope, GroupingConfig config, TowerConfig tower, int projectionWidth)
    {
        (this.config, compute) = (config, scope.ComputeType);
        // They must differ: equal ones would be chosen alike for ever.
        learned = scope.Parameter("tokens", [config.Tokens, tower.Width], ParameterRole.Embedding, config.Initialization.Base());
        blocks = [.. config.Layers.Select(layer => new GroupingBlock(scope.At($"layers.{layer}"), config, tower))];
        norm = new LayerNorm(scope.At("ln"), tower.Width);
        projection = new Linear(scope.At("projection"), tower.Width, projectionWidth, config.Initialization);
    }

    /// <summary>The group tokens of some videos before the first layer.</summary>
    /// <param name="batch">Videos.</param>
    /// <param name="noise">[batch, blocks·L·M], or null.</param>
    public Walk Begin(int batch, Tensor? noise) =>
        new(this, learned.Cast(compute).Reshape(1, config.Tokens, -1).Expand(batch, config.Tokens, learned.Shape[1]), noise);

    /// <summary>W·LN(G): [batch, M, C] → [batch, M, D].</summary>
    public Tensor Project(Tensor groups) => projection.Forward(norm.Forward(groups).Cast(learned.DType));

    /// <summary>Group tokens on their way through the layers of one forward pass.</summary>
    /// <remarks>With <see cref="GroupingConfig.SelfAttention"/> the layers see [X; G], so G lies behind the video's tokens.</remarks>
    public sealed class Walk(GroupTokens owner, Tensor groups, Tensor? noise)
    {
        private int block;

        /// <summary>G: [batch, M, C].</summary>
        public Tensor Groups { get; private set; } = groups;

        /// <summary>y of the last block so far.</summary>
        public Tensor? Soft { get; private set; }

        /// <summary>Â of the last block so far.</summary>
        public Tensor? Assigned { get; private set; }

        /// <summary>Passes the layers.</summary>
        /// <param name="tokens">X before the first of them: [batch, L, C].</param>
        /// <param name="layers">The layers.</param>
        /// <returns>X after the last: [batch, L, C].</returns>
        public Tensor Through(Tensor tokens, Transformer layers)
        {
            if (!owner.config.SelfAttention) return layers.Forward(tokens, (layer, x) => IsNext(layer) ? Update(x) : x);
            var length = tokens.Shape[1];
            var both = layers.Forward(Joined(tokens), (layer, x) =>
            {
                if (!IsNext(layer)) return x;
                Groups = GroupsOf(x);
                return Joined(Update(x.Slice(1, 0, length)));
            });
            Groups = GroupsOf(both);
            return both.Slice(1, 0, length);

            Tensor GroupsOf(Tensor x) => x.Slice(1, length, owner.config.Tokens);
        }

        private bool IsNext(int layer) => block < owner.blocks.Length && owner.config.Layers[block] == layer + 1;

        private Tensor Joined(Tensor tokens) => ConcatOp.Concat([tokens, Groups], axis: 1);

        private Tensor Update(Tensor tokens)
        {
            var (batch, length, size) = (tokens.Shape[0], tokens.Shape[1], owner.config.Tokens);
            var drawn = noise?.Slice(1, block * length * size, length * size).Reshape(batch, length, size).Cast(tokens.DType);
            (Groups, Soft, Assigned) = owner.blocks[block++].Forward(Groups, tokens, drawn);
            return tokens;
        }
    }
}
