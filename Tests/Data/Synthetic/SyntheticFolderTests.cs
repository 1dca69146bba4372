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
        Assert.Throws<OperationCanceledException>(
            () => SyntheticFolder.Write(
                folder.Path, new SyntheticSources(seed: 2).Create("train", 3), written: _ => source.Cancel(), cancellation: source.Token));
        Assert.Contains(old, file => !File.ReadAllBytes(file.Key).AsSpan().SequenceEqual(file.Value));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.jsonl"));
    }

    [Fact]
    public void A_folder_is_completed_only_where_something_is_missing_or_different()
    {
        var sources = new SyntheticSources(seed: 1).Create("train", 3);
        SyntheticFolder.Complete(folder.Path, sources);
        var whole = Directory.GetFiles(folder.Path).ToDictionary(path => path, File.ReadAllBytes);
        Assert.Equal(5, whole.Count);
        var mark = DateTime.UnixEpoch.AddDays(1);
        void Mark() => Assert.All(whole.Keys, path => File.SetLastWriteTimeUtc(path, mark));

        Mark();
        SyntheticFolder.Complete(folder.Path, sources);
        Assert.All(whole.Keys, path => Assert.Equal(mark, File.GetLastWriteTimeUtc(path)));
        foreach (var missing in whole.Keys)
        {
            File.Delete(missing);
            SyntheticFolder.Complete(folder.Path, sources);
            Assert.All(whole, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
        }
        SyntheticFolder.Complete(folder.Path, new SyntheticSources(seed: 2).Create("train", 3));
        Assert.All(whole, file => Assert.NotEqual(file.Value, File.ReadAllBytes(file.Key)));
    }
}
