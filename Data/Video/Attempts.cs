namespace Gexia.Data.Video;

/// <summary>Reads again what somebody else interrupted, so that a decoder which is ended by accident changes no result.</summary>
internal static class Attempts
{
    // A system that is short of processes or memory needs a moment, and then a longer one.
    private static readonly TimeSpan[] pauses =
        [.. from milliseconds in (int[])[20, 100, 500, 2000] select TimeSpan.FromMilliseconds(milliseconds)];

    /// <summary>The first result in as many attempts as there are pauses and one more.</summary>
    /// <exception cref="VideoException">The last attempt was interrupted too, or one failed for another reason.</exception>
    public static T Of<T>(Func<T> read, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return read();
            }
            catch (VideoException error) when (error.Failure == VideoFailure.Interrupted && attempt < pauses.Length)
            {
                cancellation.WaitHandle.WaitOne(pauses[attempt]);
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }
}
