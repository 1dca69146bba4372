using Gexia.Data.Loading;

namespace Gexia.Cli;

/// <summary>Tells of videos and pairs that could not be used, or not as they are.</summary>
internal static class BadInputs
{
    /// <summary>Writes a line for each bad video and one for all bad pairs.</summary>
    /// <param name="session">Where to.</param>
    /// <param name="videos">Bad videos.</param>
    /// <param name="videosFile">The file that lists them.</param>
    /// <param name="pairs">Bad pairs.</param>
    /// <param name="pairsFile">The file that lists them.</param>
    /// <returns>The exit code that says whether all could be used.</returns>
    public static int Tell(Session session, BadVideos videos, string videosFile, BadPairs pairs, string pairsFile)
    {
        foreach (var (video, reason) in videos.All) session.Warn($"{video}: {reason}");
        foreach (var (video, reason) in videos.Partial) session.Warn($"{video}: {reason}");
        if (videos.All.Count > 0)
            session.Warn($"{videos.All.Count} videos could not be read and were left out; {videosFile} lists them with the reasons.");
        if (videos.Partial.Count > 0)
            session.Warn(
                $"{videos.Partial.Count} videos could be decoded only in part, and no segment beyond that was used; "
                + $"{videosFile} lists them with the reasons.");
        return Math.Max(TellPairs(session, pairs, pairsFile), videos.All.Count + videos.Partial.Count > 0 ? ExitCode.Partial : ExitCode.Ok);
    }

    /// <summary>Writes one line for all bad pairs.</summary>
    /// <returns>The exit code that says whether all could be used as they are.</returns>
    public static int TellPairs(Session session, BadPairs pairs, string file)
    {
        var (left, changed) = (pairs.LeftOut, pairs.Changed);
        if (left + changed == 0) return ExitCode.Ok;
        var done = new List<string>();
        if (left > 0) done.Add(left == 1 ? "1 pair cannot be used and was left out" : $"{left} pairs cannot be used and were left out");
        if (changed > 0)
            done.Add(changed == 1 ? "1 pair ends after its video and was cut" : $"{changed} pairs end after their video and were cut");
        session.Warn($"{string.Join("; ", done)}; {file} lists them with the reasons.");
        return ExitCode.Partial;
    }
}
