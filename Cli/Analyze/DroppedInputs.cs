using Gexia.Data.Loading;

namespace Gexia.Cli.Analyze;

/// <summary>Tells of videos and pairs that an analysis left out, and lists them in the folder of its report where there is one.</summary>
internal static class DroppedInputs
{
    private const string VideosFile = "bad_videos.jsonl", PairsFile = "bad_pairs.jsonl";

    /// <returns>The exit code that says whether all could be used.</returns>
    public static int Tell(Session session, string? folder, BadVideos videos, BadPairs pairs)
    {
        if (folder is not null)
        {
            string Place(string file) => Path.Combine(folder, file);
            videos.Write(Place(VideosFile));
            pairs.Write(Place(PairsFile));
            return BadInputs.Tell(session, videos, Place(VideosFile), pairs, Place(PairsFile));
        }
        foreach (var (video, reason) in videos.All.Concat(videos.Partial))
            session.Warn($"{video}: {reason}", "a video that cannot be used");
        foreach (var pair in pairs.All) session.Warn($"line {pair.Line}, {pair.Video}: {pair.Reason}", "a pair that cannot be used");
        return videos.All.Count + videos.Partial.Count + pairs.LeftOut + pairs.Changed > 0 ? ExitCode.Partial : ExitCode.Ok;
    }
}
