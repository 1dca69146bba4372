using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training;

namespace Gexia.Tests.Models.SViLM;

/// <summary>The mask and the weights of two positives, as a loss is given them.</summary>
public class BlendWeightsTests
{
    private static readonly SViLMModel Model = new(ParameterScope.Fresh(new Rng(1)), new SViLMConfig
    {
        Vision = new() { ImageSize = 8, PatchSize = 4, Tower = new() { Width = 4, Layers = 1, Heads = 1 } },
        Text = new() { VocabularySize = 8, ContextLength = 4, Tower = new() { Width = 4, Layers = 1, Heads = 1 } },
        Groups = new() { Tokens = 2, Layers = [1] },
        ProjectionWidth = 2,
    });

    [Theory, InlineData(2, 2), InlineData(3, 5), InlineData(8, 3)]
    public void Rows_sum_to_one_and_hold_the_shares_of_both_captions(int videos, int clips)
    {
        var shape = new VideoTextShape(ModelOptions.None, videos, clips, 8, 1, 4, new() { Clips = clips });
        var written = BatchBlend.For(shape, Model, InputMemory.Shared())!;
        var drawn = Enumerable.Range(0, 20).Select(seed => Blend.Draw(videos, clips, seed % 2 == 0, new Rng((ulong)seed)));
        foreach (var blend in drawn.Append(Blend.None(videos, clips)))
        {
            written.Write(blend);
            var rows = written.Inputs.Weights.ToArray<float>().Chunk(videos).ToArray();
            var masks = written.Inputs.Mask.ToArray<float>().Chunk(clips).ToArray();
            for (var i = 0; i < videos; i++)
            {
                Assert.Equal(1, rows[i].Sum(), 1e-6f);
                Assert.Equal(masks[i].Average(), rows[i][i], 1e-6f);
                Assert.All(rows[i].Index(), w => Assert.True(w.Item == 0 || w.Index == i || w.Index == blend.Background[i]));
            }
        }
    }
}
