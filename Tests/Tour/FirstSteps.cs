using Gexia.Data.Image;
using Gexia.Data.Synthetic;
using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Tests.Architecture;
using Gexia.Training.Optimizers;

namespace Gexia.Tests.Tour;

/// <summary>The library example of README.md, run as it stands there.</summary>
public class FirstSteps
{
    [Fact]
    public void A_model_learns_which_text_belongs_to_which_video()
    {
        var sources = new SyntheticSources(seed: 7).Create("train", 6);
        var tokenizer = new WordTokenizer(SceneGrammar.Words);
        var tower = new TowerConfig { Width = 32, Layers = 1, Heads = 2 };
        var config = new GexiaConfig
        {
            Vision = new() { ImageSize = 24, PatchSize = 8, Tower = tower },
            Text = new() { VocabularySize = tokenizer.VocabularySize, ContextLength = 36, Tower = tower },
            Iam = new() { Vectors = 4, Width = 32, Heads = 2 },
        };
        var frames = Frames(sources);
        var texts = TextIds.Of([.. sources.SelectMany(source => tokenizer.EncodeForModel(source.LongText, 36, out _))], 36);
        var losses = new List<float>();

        // README.md, from here
        var model = new GexiaModel(ParameterScope.Fresh(new Rng(seed: 7)), config);        // two towers, two IAMs
        var adam = new AdamW(model.Parameters, learningRate: 3e-3);
        for (var step = 0; step < 30; step++)
        {
            using var scope = TensorScope.Begin();                                         // memory of a step goes back at its end
            var video = model.EncodeVideo(frames, iterations: 3);                          // [videos, width]
            var text = model.EncodeText(texts, iterations: 3);                             // [texts, width]
            var loss = ContrastiveLoss.Symmetric(video, text, model.LogitScale);
            adam.Step(loss.Backward());                                                    // gradients are returned
            losses.Add(loss.Item<float>());
        }
        // to here
        Assert.True(losses[^1] < 0.5 * losses[0], $"the loss went from {losses[0]} to {losses[^1]}");
    }

    [Fact]
    public void The_README_shows_the_code_that_ran()
    {
        var code = SourceTree.Read("Tests/Tour/FirstSteps.cs");
        var from = code.IndexOf("from here\n", StringComparison.Ordinal) + "from here\n".Length;
        var shown = code[from..code.IndexOf("        // to here", StringComparison.Ordinal)];
        var expected = string.Concat(shown.Split('\n').Select(line => line.Length > 8 ? line[8..] + "\n" : "").Where(line => !line.Contains("losses")));
        Assert.Contains(expected, SourceTree.Read("README.md").Replace("\r", ""));
    }

    /// <summary>[sources, time, 3, 24, 24], normalised.</summary>
    private static Tensor Frames(SyntheticSource[] sources)
    {
        const int size = SceneRenderer.DefaultSize, values = 3 * size * size;
        var time = sources[0].Video.Frames.Count;
        var frames = Tensor.Zeros([sources.Length, time, 3, size, size]);
        for (var i = 0; i < sources.Length * time; i++)
            ClipPixels.Normalize(sources[i / time].Video.Frames[i % time], frames.AsSpan<float>().Slice(i * values, values));
        return frames;
    }
}
