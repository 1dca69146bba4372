namespace Gexia.Embeddings.Chat;

/// <summary>What an endpoint may cost, and where it may lie.</summary>
internal sealed record ChatLimits
{
    /// <summary>Whether this machine and those of its network may be connected to.</summary>
    public bool TakesPrivate { get; init; }

    /// <summary>Requests at once, and connections.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>How often a text is asked for before the run ends.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>The wait before the second attempt; it doubles with each, and chance takes up to half of it away.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait, also where the server asks for a longer one.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a connection may take.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one attempt may take, from the connection to the last byte.</summary>
    public TimeSpan Reply { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Bytes of the longest reply.</summary>
    public int MostBytes { get; init; } = 1 << 20;

    /// <summary>Where the time comes from.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
