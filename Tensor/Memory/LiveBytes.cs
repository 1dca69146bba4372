namespace Gexia;

/// <summary>
/// How much the tensors of a scope, and of the scopes inside it, hold now and held at most. For one thread, as a scope is.
/// </summary>
internal sealed class LiveBytes
{
    /// <summary>Bytes held now.</summary>
    public long Now { get; private set; }

    /// <summary>The most that was held since the outermost scope began, or since <see cref="StartAnew"/>.</summary>
    public long Peak { get; private set; }

    /// <summary>Forgets the peak.</summary>
    public void StartAnew() => Peak = Now;

    internal void Add(long bytes)
    {
        Now += bytes;
        Peak = Math.Max(Peak, Now);
    }
}
