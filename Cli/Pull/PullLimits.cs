namespace Gexia.Cli.Pull;

/// <summary>What a server may cost.</summary>
internal sealed record PullLimits
{
    /// <summary>How often the file is asked for before it is given up.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How long to wait before trying again; longer with each attempt.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a connection and the answer's headers may take.</summary>
    public TimeSpan Headers { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>In each stretch of this length …</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>… so many bytes must come. (A server that sends one byte now and then would never end.)</summary>
    public long LeastInWindow { get; init; } = 64 << 10;

    /// <summary>Redirects of one attempt.</summary>
    public int Redirects { get; init; } = 10;

    /// <summary>Bytes of the largest file.</summary>
    public long MostBytes { get; init; } = 64L << 30;

    /// <summary>Where the time comes from.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
