namespace Gexia.Data;

/// <summary>Long loops that end when they are told to.</summary>
internal static class CancellableSequence
{
    /// <summary>The items of a sequence until cancelled.</summary>
    /// <exception cref="OperationCanceledException">Before the next item, once <paramref name="cancellation"/> is cancelled.</exception>
    public static IEnumerable<T> Until<T>(this IEnumerable<T> items, CancellationToken cancellation)
    {
        foreach (var item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return item;
        }
    }
}
