using Gexia.Search;

namespace Gexia.Cli.Search;

/// <summary>Brings an index up to date, telling how far it is and what cannot be used.</summary>
internal static class IndexUpdate
{
    private const int MostWarnings = 20;

    /// <summary>Updates; cancelled, it ends with the command that goes on.</summary>
    public static IndexChanges Run(Session session, VideoIndex index, CancellationToken cancellation)
    {
        using var told = new Told(session);
        var changes = index.Update(told, cancellation);
        told.Dispose();
        foreach (var note in changes.Notes) session.Warn(note);
        Warn(session, [.. changes.Unreadable, .. changes.Partial]);
        return changes;
    }

    private static void Warn(Session session, IReadOnlyList<IndexProblem> problems)
    {
        foreach (var (file, reason) in problems.Take(MostWarnings)) session.Warn($"{file}: {reason}");
        if (problems.Count > MostWarnings) session.Warn($"and {problems.Count - MostWarnings} more videos; --json lists all of them.");
    }

    /// <summary>Shows progress on the thread that reports it.</summary>
    private sealed class Told(Session session) : IProgress<IndexProgress>, IDisposable
    {
        private Progress? line;
        private bool waits;

        public void Report(IndexProgress value)
        {
            if (value.Stage == IndexStage.Waiting && !waits)
            {
                waits = true;
                session.Note("search: another process is reading these videos into the same index; waiting for it.");
            }
            if (value.Stage != IndexStage.Embedding || value.Total == 0) return;
            line ??= new Progress(session.Terminal, "search: reading videos", "videos", value.Total);
            line.Report(value.Done, value.File);
        }

        public void Dispose() => line?.Dispose();
    }
}
