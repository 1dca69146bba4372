using FsCheck.Xunit;
using Gexia.Models;
using Gexia.Models.Layers;
using Gexia.Testing;

namespace Gexia.Tests.Models.SViLM;

/// <summary>
/// The grouping block: gradients of its inputs and of every parameter by property, the hard assignment as what it is (the gradient of
/// onehot(y₀) + y − y₀ with y₀ held still), and what its assignment must be.
/// </summary>
[Properties(Replay = "23,3", MaxTest = 6)]
public class GroupingBlockTests
{
    private const int Width = 4;

    private static readonly TowerConfig Tower = new() { Width = Width, Layers = 1, Heads = 2 };

    private static readonly GroupingConfig Plain = new() { Tokens = 3, Layers = [1] };

    [GradientProperty]
    public void Soft(int seed) => Check(seed, Plain);

    [GradientProperty]
    public void Soft_with_a_temperature(int seed) => Check(seed, Plain with { Temperature = 0.6 });

    [GradientProperty]
    public void Soft_with_index_mixing(int seed) => Check(seed, Plain with { TokenMix = true });

    [GradientProperty]
    public void Soft_with_cross_attention(int seed) => Check(seed, Plain with { PreAssign = true });

    [GradientProperty]
    public void Soft_in_full(int seed) => Check(seed, Plain.ToGroupVitFull());

    [GradientProperty]
    public void Hard_is_straight_through(int seed) => Check(seed, Plain, hard: true);

    [GradientProperty]
    public void Hard_in_full_is_straight_through(int seed) => Check(seed, Plain.ToGroupVitFull(), hard: true);

    [GradientProperty]
    public void Rows_of_soft_assignments_sum_to_one_and_hard_ones_are_one_hot_at_their_largest(int seed)
    {
        var draw = new Drawing(seed);
        var (batch, tokens, groups) = (draw.Size(1, 3), draw.Size(1, 9), draw.Size(1, 5));
        foreach (var noise in (Tensor?[])[null, draw.Normal(batch, tokens, groups)])
        {
            var (g, soft, assigned) = Fresh(seed, Plain with { Tokens = groups })
                .Forward(draw.Normal(batch, groups, Width), draw.Normal(batch, tokens, Width), noise);
            Assert.Equal([batch, groups, Width], [.. g.Shape]);
            foreach (var sum in soft.Sum(-1).ToArray<double>()) Assert.Equal(1, sum, 1e-12);
            foreach (var (row, hot) in soft.ToArray<double>().Chunk(groups).Zip(assigned.ToArray<double>().Chunk(groups)))
            {
                Assert.Equal(1, hot.Sum());
                Assert.Equal(1, hot[Array.IndexOf(row, row.Max())]);
            }
        }
    }

    /// <summary>Equal group tokens are chosen alike, so all video tokens go to the first of them and the others stay empty.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public void Empty_groups_are_finite(bool full)
    {
        var draw = new Drawing(3);
        var config = full ? Plain.ToGroupVitFull() with { TokenMix = false } : Plain;
        var groups = draw.Normal(2, 1, Width).Expand(2, 3, Width).Copy().RequireGradient();
        var tokens = draw.Normal(2, 6, Width).RequireGradient();
        var (g, _, assigned) = Fresh(3, config).Forward(groups, tokens);
        Assert.Equal([6.0, 0, 0, 6, 0, 0], assigned.Sum(1).ToArray<double>());
        var gradients = g.Backward(draw.Normal(2, 3, Width));
        foreach (var x in (Tensor[])[g, gradients[groups], gradients[tokens]])
            Assert.All(x.ToArray<double>(), value => Assert.True(double.IsFinite(value)));
    }

    private static GroupingBlock Fresh(int seed, GroupingConfig config) =>
        new(ParameterScope.Fresh(new Rng((ulong)(uint)seed), DType.Float64), config, Tower);

    private static void Check(int seed, GroupingConfig config, bool hard = false)
    {
        var draw = new Drawing(seed);
        var (batch, tokens) = (draw.Size(1, 2), draw.Size(1, 4));
        config = config with { Tokens = draw.Size(1, 3), Assignment = hard ? GroupAssignment.Hard : GroupAssignment.Soft };
        var scope = ParameterScope.Fresh(new Rng((ulong)(uint)seed), DType.Float64);
        _ = new GroupingBlock(scope, config, Tower);
        string[] names = [.. scope.All.Select(parameter => parameter.Name)];
        Tensor[] inputs =
        [
            draw.Normal(batch, config.Tokens, Width), draw.Normal(batch, tokens, Width), draw.Normal(batch, tokens, config.Tokens),
            .. names.Select(name => (draw.Normal([.. scope.All[name].Value.Shape]) * 0.5) + scope.All[name].Value)
        ];
        var still = hard ? Run(config, names, inputs) : default;
        GradientAssert.Agrees(
            i =>
            {
                var run = Run(config, names, i);
                var value = hard ? Surrogate(config, names, i, (still.Assigned - still.Soft).Detach()) : run.Groups;
                return Graph.Record("Block", value.Detach(), i, (dY, sink) =>
                {
                    var gradients = run.Groups.Backward(dY);
                    for (var k = 0; k < i.Length; k++) if (gradients.TryGet(run.Leaves[k], out var gradient)) sink.Add(i[k], gradient);
                });
            },
            new() { Directions = 2, Step = 1e-5 }, inputs);
    }

    // The block with these inputs and parameters: G⁺, the leaves that stand for the inputs, y and Â.
    private static (Tensor Groups, Tensor[] Leaves, Tensor Soft, Tensor Assigned) Run(
        GroupingConfig config, string[] names, Tensor[] inputs)
    {
        var scope = ParameterScope.From(
            names.Index().ToDictionary(name => name.Item, name => inputs[3 + name.Index].Detach()), DType.Float64);
        var block = new GroupingBlock(scope, config, Tower);
        scope.Complete();
        Tensor[] leaves =
        [
            .. inputs[..3].Select(input => input.Detach().RequireGradient()), .. names.Select(name => scope.All[name].Value)
        ];
        var (groups, soft, assigned) = block.Forward(leaves[0], leaves[1], leaves[2]);
        return (groups, leaves, soft.Detach(), assigned.Detach());
    }

    // What the straight-through gradient is the gradient of: the block whose assignment is y + (onehot(y₀) − y₀).
    private static Tensor Surrogate(GroupingConfig config, string[] names, Tensor[] inputs, Tensor offset)
    {
        var values = names.Index().ToDictionary(name => name.Item, name => inputs[3 + name.Index].Detach());
        var softly = config with { Assignment = GroupAssignment.Soft };
        // Without what the update and the MLP add, the block gives back what they are added to.
        string[] adding = ["o.weight", "o.bias", "mlp.fc2.weight", "mlp.fc2.bias"];
        var silent = names.Select(name => adding.Contains(name) ? values[name] * 0 : values[name]);
        var residual = Run(softly, names, [.. inputs[..3], .. silent]).Groups.Detach();
        var assigned = Run(softly, names, inputs).Soft + offset;
        var means = assigned.Transpose().MatMul(Map(Norm(inputs[1].Detach(), "ln_tokens"), "v"))
            / (assigned.Sum(1).Reshape(residual.Shape[0], residual.Shape[1], 1) + 1);
        var moved = residual + Map(means, "o");
        return moved + Map(Map(Norm(moved, "ln_mlp"), "mlp.fc1").Gelu(), "mlp.fc2");

        Tensor Map(Tensor x, string name) => x.Linear(values[name + ".weight"], values[name + ".bias"]);

        Tensor Norm(Tensor x, string name) => x.LayerNorm(values[name + ".weight"], values[name + ".bias"]);
    }
}
