using System.Diagnostics;
using System.Text.Json;
using Gexia.Data.Video;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Video;

public sealed class SharedClipsTests
{
    [SharedFfmpegFact]
    public void Every_shared_clip_gives_the_known_facts_or_one_clear_line()
    {
        var folder = Path.Combine(Environs.Shared!, "data", "clips");
        var read = 0;
        foreach (var line in File.ReadLines(Path.Combine(folder, "facts.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var facts = json.RootElement;
            var name = facts.GetProperty("video").GetString()!;
            var path = Path.Combine(folder, name);
            var limits = new VideoLimits { WallClock = TimeSpan.FromSeconds(60) };
            if (!facts.GetProperty("opens").GetBoolean())
            {
                var error = Assert.Throws<VideoException>(() => VideoReader.Probe(path, limits));
                Assert.Equal(VideoFailure.Undecodable, error.Failure);
                Assert.Contains(Path.GetFileName(path), error.Message);
                Assert.DoesNotContain('\n', error.Message);
            }
            else
            {
                var video = VideoReader.Probe(path, limits);
                Assert.Equal((name, facts.GetProperty("frames_decoded").GetInt32()), (name, video.FrameCount));
                Assert.Equal((name, facts.GetProperty("display_width").GetInt32()), (name, video.Width));
                Assert.Equal((name, facts.GetProperty("display_height").GetInt32()), (name, video.Height));
                var rotation = facts.GetProperty("rotation");
                Assert.Equal((name, rotation.ValueKind == JsonValueKind.Null ? 0 : rotation.GetInt32()), (name, video.Rotation));
                Assert.Equal((name, name.Contains("truncated", StringComparison.Ordinal)), (name, video.IsPartial));
                Assert.Equal(video.IsPartial, video.Warning is not null);
                Assert.Equal(video.FrameCount, video.Times.Length);
            }
            read++;
        }
        Assert.True(read > 50, $"only {read} files");
    }
}
