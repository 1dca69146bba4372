using Gexia.Data.Text;
using Gexia.Io;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Tests.Support;
using Gexia.Pretrained;

namespace Gexia.Tests.Pretrained;

public class BuiltInTokenizerTests
{
    [Theory]
    [InlineData(49_408, true), InlineData(600, false)]
    public void Weights_alone_are_read_with_CLIPs_vocabulary_when_the_table_has_its_size(int rows, bool expected)
    {
        using var folder = new TemporaryFolder();
        var config = new ClipConfig
        {
            Vision = new() { ImageSize = 16, PatchSize = 16, Tower = new() { Width = 64, Layers = 1, Heads = 1 } },
            Text = new() { VocabularySize = rows, ContextLength = 77, Tower = new() { Width = 64, Layers = 1, Heads = 1 } },
            ProjectionWidth = 8,
        };
        var model = new ClipModel(ParameterScope.Fresh(new Rng(1)), config);
        SafeTensorsWriter.Write(
            folder.File("model.safetensors"), model.Parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));
        var tokenizer = ClipFolder.Open(folder.File("model.safetensors"), new ClipOptions { Activation = Activation.QuickGelu }).Tokenizer;
        Assert.Equal(expected, ReferenceEquals(tokenizer, BpeTokenizer.Clip));
        if (!expected) Assert.Null(tokenizer);
    }
}
