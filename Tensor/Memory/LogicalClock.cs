namespace Gexia;

/// <summary>
/// An order of what happens in the process. Each recorded operation ends a moment, and each storage notes the moment it was made in.
/// So of an operation and a storage it is known which was there first: an operation cannot need what was made after it was recorded.
/// </summary>
internal static class LogicalClock
{
    private static long now;

    /// <summary>The present moment.</summary>
    public static long Now => Volatile.Read(ref now);

    /// <summary>Ends the present moment and gives the next one.</summary>
    public static long Next() => Interlocked.Increment(ref now);
}
