using Gexia.Data.Text;
using Gexia.Tests.Support;
using Gexia.Pretrained;

namespace Gexia.Tests.Pretrained;

public sealed class ClipFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>A tokenizer on a disk that is full.</summary>
    private sealed class Unsavable(ITokenizer tokenizer) : ITokenizer
    {
        public int VocabularySize => tokenizer.VocabularySize;
        public int StartOfText => tokenizer.StartOfText;
        public int EndOfText => tokenizer.EndOfText;
        public int[] Encode(string text) => tokenizer.Encode(text);
        public string Decode(ReadOnlySpan<int> ids) => tokenizer.Decode(ids);
        public void Save(string folder) => throw new IOException("No space left on device");
    }

    /// <summary>Weights of one model beside the config or the tokenizer of another would give wrong embeddings without a word.</summary>
    [Fact]
    public void A_folder_that_was_broken_off_cannot_be_opened()
    {
        var first = ClipFolder.Open(TinyClip.Write(folder.File("first")));
        var second = ClipFolder.Open(TinyClip.Write(folder.File("second"), seed: 8));
        var target = folder.File("target");
        ClipFolder.Save(target, first.Model, tokenizer: first.Tokenizer);
        Assert.NotNull(ClipFolder.Open(target).Tokenizer);
        Assert.Throws<IOException>(() => ClipFolder.Save(target, second.Model, tokenizer: new Unsavable(second.Tokenizer!)));
        Assert.Contains("holds none of", Assert.Throws<GexiaException>(() => ClipFolder.Open(target)).Message);
        ClipFolder.Save(target, second.Model, tokenizer: second.Tokenizer);
        Assert.Equal(second.Model.Parameters[0].Value.ToArray<float>(), ClipFolder.Open(target).Model.Parameters[0].Value.ToArray<float>());
        Assert.Empty(Directory.GetFiles(target, "*.tmp", new EnumerationOptions { AttributesToSkip = 0 }));
    }
}
