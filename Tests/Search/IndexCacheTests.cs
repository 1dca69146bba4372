using FsCheck;
using FsCheck.Fluent;
using Gexia.Io;
using Gexia.Search;
using Gexia.Search.Cache;

namespace Gexia.Tests.Search;

public sealed class IndexCacheTests : IDisposable
{
    private readonly SearchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void An_update_that_ends_anywhere_is_gone_on_with_to_the_same_bytes(int after)
    {
        var whole = folder.Open(new() { Window = 2, Cache = folder.File("whole") });
        whole.Update();
        var broken = new VideoIndexOptions { Window = 2, Cache = folder.File("broken") };
        Assert.Throws<Ended>(() => folder.Open(broken).Update(new EndAfter(after)));
        var resumed = folder.Open(broken);
        // What a killed writer leaves: a part of a file under a temporary name.
        Directory.CreateDirectory(resumed.CacheFolder);
        File.WriteAllText(Path.Combine(resumed.CacheFolder, $".{new string('0', 40)}.{Guid.NewGuid():N}.tmp"), "half");
        Assert.Equal(4 - after, resumed.Update().Embedded);
        Assert.Equal(SearchFolder.Digests(whole.CacheFolder), SearchFolder.Digests(resumed.CacheFolder));
    }

    [Fact]
    public void A_cancelled_update_keeps_what_is_embedded()
    {
        using var source = new CancellationTokenSource();
        var index = folder.Open();
        Assert.Throws<OperationCanceledException>(() => index.Update(new CancelAfter(2, source), source.Token));
        Assert.Equal(2, Directory.EnumerateFiles(index.CacheFolder, "*.video").Count());
        Assert.Equal(2, index.Update().Embedded);
    }

    [Theory]
    [InlineData(0)]                 // what the file is
    [InlineData(200)]               // an embedding
    [InlineData(-1)]                // the checksum
    public void A_damaged_file_is_noticed_and_made_anew(int place)
    {
        var index = folder.Open();
        index.Update();
        var before = SearchFolder.Digests(index.CacheFolder);
        var path = Directory.EnumerateFiles(index.CacheFolder, "*.video").Order().First();
        var bytes = File.ReadAllBytes(path);
        bytes[place < 0 ? bytes.Length + place : place] ^= 0x10;
        File.WriteAllBytes(path, bytes);
        var changes = index.Update();
        Assert.Equal(1, changes.Embedded);
        Assert.Contains("made anew", Assert.Single(changes.Notes));
        Assert.Equal(before, SearchFolder.Digests(index.CacheFolder));
    }

    [Fact]
    public void A_damaged_catalog_costs_the_reading_of_files_and_nothing_else()
    {
        var index = folder.Open();
        index.Update();
        File.WriteAllText(Path.Combine(index.CacheFolder, "catalog"), "GexiaCatalog1 of somebody else");
        var changes = index.Update();
        Assert.Equal(0, changes.Embedded);
        Assert.Contains("catalog", Assert.Single(changes.Notes));
        Assert.Empty(index.Update().Notes);
    }

    [Fact]
    public void No_change_of_any_byte_and_no_cut_is_taken_for_a_video()
    {
        var path = folder.File("one.video");
        VideoFile.Write(path, "settings", Video(), 3);
        var bytes = File.ReadAllBytes(path);
        Assert.NotNull(VideoFile.Read(path, "settings", 3, out var none));
        Assert.Null(none);
        Prop.ForAll(Gen.Choose(0, bytes.Length - 1).ToArbitrary(), Gen.Choose(1, 255).ToArbitrary(), Gen.Elements(true, false)
            .ToArbitrary(), (place, change, isCut) =>
            {
                byte[] other = isCut ? bytes[..place] : [.. bytes];
                if (!isCut) other[place] ^= (byte)change;
                File.WriteAllBytes(path, other);
                Assert.Null(VideoFile.Read(path, "settings", 3, out var problem));
                Assert.NotNull(problem);
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_file_with_a_right_checksum_and_impossible_counts_is_refused()
    {
        var path = folder.File("one.video");
        foreach (var windows in (int[])[int.MaxValue, -1, 0, 2])
        {
            CheckedFile.Write(path, "GexiaVideo1", writer =>
            {
                writer.Write("settings");
                writer.Write(4.0);
                writer.Write("");
                writer.Write(3);
                writer.Write(windows);
                writer.Write(0);
                writer.Write(new byte[32]);
            });
            Assert.Null(VideoFile.Read(path, "settings", 3, out var problem));
            Assert.Contains("length", problem);
        }
    }

    [Fact]
    public void What_was_written_is_read()
    {
        var (path, video) = (folder.File("one.video"), Video());
        VideoFile.Write(path, "settings", video, 3);
        var read = VideoFile.Read(path, "settings", 3, out _)!;
        Assert.Equal((video.Duration, video.Warning), (read.Duration, read.Warning));
        Assert.Equal(
            video.Windows.Select(window => (window.Scene, window.Start, window.End)),
            read.Windows.Select(window => (window.Scene, window.Start, window.End)));
        Assert.Equal(
            video.Windows.SelectMany(window => window.Vector.ToArray()), read.Windows.SelectMany(window => window.Vector.ToArray()));
        Assert.Equal([0.5f, -0.25f, 0.125f], read.Frames[0].Vector.ToArray());
        Assert.Null(VideoFile.Read(path, "other settings", 3, out var problem));
        Assert.Contains("other settings", problem);
    }

    [Fact]
    public void Frames_are_read_when_they_are_asked_for_and_a_cache_that_is_gone_costs_only_them()
    {
        var index = folder.Open();
        index.Update();
        var frames = index.Videos[0].Content.Frames;
        Assert.Equal(frames.Count, frames.Count());
        var again = folder.Open();
        again.Update();
        Directory.Delete(again.CacheFolder, recursive: true);
        Assert.Throws<IOException>(() => again.Videos[0].Content.Frames[0]);
        var moment = again.Find("a red square").Moments[0];
        Assert.InRange(moment.Second, moment.Start, moment.End);
        Assert.Equal(4, again.Update().Embedded);
    }

    [Fact]
    public void The_first_answer_is_that_of_every_later_run()
    {
        var first = folder.Open();
        first.Update();
        var later = folder.Open();
        Assert.Equal(0, later.Update().Embedded);
        Assert.Equal(first.Find("a red square", new() { Top = 100 }).Moments, later.Find("a red square", new() { Top = 100 }).Moments);
    }

    [Fact]
    public void Two_updates_at_once_end_with_one_index()
    {
        var alone = folder.Open(new() { Window = 2, Cache = folder.File("alone") });
        alone.Update();
        VideoIndex[] both = [folder.Open(), folder.Open()];
        var embedded = 0;
        Parallel.ForEach(both, index => Interlocked.Add(ref embedded, index.Update().Embedded));
        Assert.Equal(4, embedded);                                                      // whoever waited found everything there
        Assert.Equal(SearchFolder.Digests(alone.CacheFolder), SearchFolder.Digests(both[0].CacheFolder));
    }

    [Fact]
    public void An_update_waits_for_another_process_and_says_so()
    {
        var index = folder.Open();
        using var held = FileLock.Take(Path.Combine(index.CacheFolder, "index.lock"), "the index");
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => index.Update(new CancelWhenWaiting(source), source.Token));
    }

    private static EmbeddedVideo Video() => new(
        4.5, [new(0, 0, 2, new float[] { 1, 0, 0 }), new(1, 2, 4.5, new float[] { 0, 0.6f, 0.8f })],
        [new(0.25, new[] { 0.5f, -0.25f, 0.125f })])
    {
        Warning = "only a part could be decoded",
    };

    private sealed class Ended : Exception;

    private sealed class EndAfter(int videos) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value)
        {
            if (value.Stage == IndexStage.Embedding && value.Done == videos) throw new Ended();
        }
    }

    private sealed class CancelAfter(int videos, CancellationTokenSource source) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value)
        {
            if (value.Stage == IndexStage.Embedding && value.Done == videos) source.Cancel();
        }
    }

    private sealed class CancelWhenWaiting(CancellationTokenSource source) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value)
        {
            if (value.Stage == IndexStage.Waiting) source.Cancel();
        }
    }
}
