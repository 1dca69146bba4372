using Gexia.Data.Synthetic;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Synthetic;

public sealed class SyntheticFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Videos of one call and captions of another would train on nonsense without a word.</summary>
    [Fact]
    public void Lists_never_stand_beside_videos_of_another_call()
    {
        SyntheticFolder.Write(folder.Path, new SyntheticSources(seed: 1).Create("train", 3));
        var old = Directory.GetFiles(folder.Path, "*.png").ToDictionary(path => path, File.ReadAllBytes);
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => SyntheticFolder.Write(folder.Path, new SyntheticSources(seed: 2).Create("train", 3), written: _ => source.Cancel(), cancellation: source.Token));
        Assert.Contains(old, file => !File.ReadAllBytes(file.Key).AsSpan().SequenceEqual(file.Value));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.jsonl"));
    }
}
