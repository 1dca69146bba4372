using System.Diagnostics;
using System.Globalization;

namespace Gexia.Data.Image;

/// <summary>The time that reading one file may take, together with its caller's cancellation.</summary>
/// <remarks>
/// Loops ask <see cref="Check"/> every few thousand pixels; <see cref="Token"/> is for code that knows nothing but tokens.
/// </remarks>
internal sealed class PictureClock : IDisposable
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(24);      // a timer's milliseconds fit 31 bits

    private readonly long started = Stopwatch.GetTimestamp();
    private readonly TimeSpan limit;
    private readonly CancellationToken cancellation;
    private readonly CancellationTokenSource source;

    public PictureClock(TimeSpan limit, CancellationToken cancellation)
    {
        (this.limit, this.cancellation) = (limit, cancellation);
        source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (limit < LongestTimer) source.CancelAfter(limit > TimeSpan.Zero ? limit : TimeSpan.Zero);
    }

    /// <summary>Cancelled by the caller or at the end of the time.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Time that is left; not below zero.</summary>
    public TimeSpan Left => Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < limit ? limit - elapsed : TimeSpan.Zero;

    /// <summary>Ends the reading when its time is over or its caller gave up.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <exception cref="ImageException">The time is over.</exception>
    public void Check(string name)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Left <= TimeSpan.Zero) throw Over(name);
    }

    /// <summary>What a cancelled <see cref="Token"/> stands for.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public ImageException Over(string name)
    {
        cancellation.ThrowIfCancellationRequested();
        var reason = string.Create(CultureInfo.InvariantCulture, $"reading it took longer than {limit.TotalSeconds:0.###} s");
        return new ImageException(name, -1, reason) { IsLimit = true, MayPass = true };
    }

    public void Dispose() => source.Dispose();
}
