using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Search;

namespace Gexia.Tests.Search;

public sealed class VideoIndexTests : IDisposable
{
    private readonly SearchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_video_is_embedded_once_and_known_again_by_its_content()
    {
        var index = folder.Open();
        Assert.Empty(index.Videos);
        var first = index.Update();
        string[] all = [.. Enumerable.Range(0, 4).Select(SearchFolder.Name)];
        Assert.Equal(all, first.Added);
        Assert.Equal(4, first.Embedded);
        Assert.Equal(all, index.Videos.Select(video => video.File));

        var again = folder.Open().Update();
        Assert.Equal((0, 0, 0, 0), (again.Embedded, again.Added.Count, again.Changed.Count, again.Vanished.Count));

        File.Move(folder.Video(all[0]), folder.Video("other name.png"));
        File.Copy(folder.Video(all[1]), folder.Video("copy.png"));
        var renamed = index.Update();
        Assert.Equal(["copy.png", "other name.png"], renamed.Added);
        Assert.Equal([all[0]], renamed.Vanished);
        Assert.Equal(0, renamed.Embedded);
        Assert.Equal(5, index.Videos.Count);
    }

    [Fact]
    public void Changed_and_vanished_videos_are_noticed_even_when_size_and_time_are_kept()
    {
        var index = folder.Open();
        index.Update();
        var (changed, gone) = (folder.Video(SearchFolder.Name(1)), folder.Video(SearchFolder.Name(2)));
        var time = File.GetLastWriteTimeUtc(changed);
        var other = File.ReadAllBytes(folder.Video(SearchFolder.Name(3)));
        File.WriteAllBytes(changed, other);
        File.SetLastWriteTimeUtc(changed, time);
        File.Delete(gone);
        var changes = index.Update();
        Assert.Equal([SearchFolder.Name(1)], changes.Changed);
        Assert.Equal([SearchFolder.Name(2)], changes.Vanished);
        Assert.Equal(0, changes.Embedded);                      // what it holds now is another video's content
        Assert.Equal(2, Directory.EnumerateFiles(index.CacheFolder, "*.video").Count());
    }

    [Fact]
    public void What_cannot_be_read_is_told_of_each_time_and_the_others_are_found()
    {
        var bytes = File.ReadAllBytes(folder.Video(SearchFolder.Name(0)));
        File.WriteAllBytes(folder.Video("cut.png"), bytes[..200]);
        File.WriteAllText(folder.Video("empty.mp4"), "");
        Directory.CreateDirectory(folder.Video("a folder.mp4"));
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(folder.Video("nowhere.png"), folder.Video("is not there"));
            Directory.CreateSymbolicLink(folder.Video("round"), folder.Videos);
        }
        var index = folder.Open();
        var first = index.Update();
        var again = index.Update();
        string[] expected = OperatingSystem.IsWindows() ? ["cut.png", "empty.mp4"] : ["cut.png", "empty.mp4", "nowhere.png"];
        foreach (var changes in (IndexChanges[])[first, again])
        {
            Assert.Equal(expected, changes.Unreadable.Select(problem => problem.File));
            Assert.All(changes.Unreadable, problem =>
                Assert.False(
                    problem.Reason.StartsWith(folder.Videos, StringComparison.Ordinal) || problem.Reason.EndsWith('.'), problem.Reason));
        }
        Assert.Equal(first.Unreadable, again.Unreadable);
        Assert.Equal(4, index.Videos.Count);
        Assert.Empty(again.Vanished);
    }

    [Theory]
    [InlineData("-rf.png")]
    [InlineData("a b\tc.png")]
    [InlineData("line\nbreak.png")]
    [InlineData("'; rm \"$x\" `y` %d {0}.png")]
    [InlineData("日本語.PNG")]
    public void Any_name_is_a_name(string name)
    {
        if (OperatingSystem.IsWindows()) return;
        File.Move(folder.Video(SearchFolder.Name(0)), folder.Video(name));
        var index = folder.Open();
        Assert.Contains(name, index.Update().Added);
        Assert.Contains(name, index.Find("a red square", new() { Top = 100 }).Moments.Select(moment => moment.File));
        Assert.Equal(0, folder.Open().Update().Embedded);
    }

    [Fact]
    public void A_window_is_what_the_model_makes_of_its_frames()
    {
        var path = folder.Video(SearchFolder.Name(0));
        var embedded = folder.Open(new() { Window = 2, SceneCuts = false, Frames = 4 }).EmbedFileAsync(path).Result;
        Assert.Equal(
            [0.0, 2, 1, 3, 2, 4],
            embedded.Windows.SelectMany(window => (double[])[Math.Round(window.Start, 6), Math.Round(window.End, 6)]));
        var video = VideoReader.ReadTimeline(path, FrameGeometry.Square(folder.Model.ImageSize));
        foreach (var window in embedded.Windows)
        {
            RgbImage[] frames = [.. FrameSampler.Test(video.Times, window.Start, window.End, 4).Select(index => video.Frames[index])];
            var expected = folder.Model.EmbedVideo(frames);
            Assert.All(expected.Zip(window.Vector.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
        Assert.All(embedded.Frames, frame => Assert.Contains(frame.Time, video.Times));
        Assert.Equal(embedded.Frames.OrderBy(frame => frame.Time), embedded.Frames);
    }

    [Fact]
    public void Other_windows_frames_and_models_have_indexes_of_their_own()
    {
        string[] folders =
        [
            .. ((VideoIndexOptions[])[new(), new() { Window = 2 }, new() { Frames = 3 }, new() { SceneCuts = false }]).Select(
                options => folder.Open(options).CacheFolder)
        ];
        Assert.Equal(4, folders.Distinct().Count());
        Assert.Equal(folder.Open(new()).CacheFolder, folders[0]);
    }

    [Fact]
    public void Where_nothing_can_be_written_beside_the_videos_the_index_lies_elsewhere()
    {
        File.WriteAllText(folder.Video(".gexia"), "in the way");
        var index = folder.Open(new() { Fallback = folder.File("home") });
        Assert.StartsWith(folder.File("home"), index.CacheFolder);
        Assert.Equal(4, index.Update().Embedded);
        Assert.Equal(0, folder.Open(new() { Fallback = folder.File("home") }).Update().Embedded);

        File.WriteAllText(folder.File("file"), "");
        var refused = Assert.Throws<GexiaException>(() => folder.Open(new() { Fallback = Path.Combine(folder.File("file"), "x") }));
        Assert.Contains("no index can be kept there", refused.Message);
    }

    [Fact]
    public void A_folder_that_is_none_is_refused()
    {
        Assert.Contains("no such folder", Assert.Throws<GexiaException>(() => VideoIndex.Open(folder.Model, folder.File("none"))).Message);
        Assert.Contains(
            "is a file", Assert.Throws<GexiaException>(() => VideoIndex.Open(folder.Model, folder.Video(SearchFolder.Name(0)))).Message);
        Assert.Throws<ArgumentException>(() => folder.Open(new() { Window = 0 }));
        Assert.Throws<ArgumentException>(() => folder.Open(new() { Window = double.NaN }));
    }

    [Fact]
    public void Progress_counts_every_file()
    {
        var told = new List<IndexProgress>();
        folder.Open().Update(new Told(told.Add));
        Assert.Equal(IndexStage.Listing, told[0].Stage);
        Assert.Equal([0, 1, 2, 3, 4], told.Skip(1).Select(progress => progress.Done));
        Assert.All(told.Skip(1), progress => Assert.Equal(4, progress.Total));
    }

    private sealed class Told(Action<IndexProgress> tell) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value) => tell(value);
    }
}
