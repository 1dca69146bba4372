namespace Gexia.Cli.Streams;

/// <summary>Standard output or standard error as bytes.</summary>
/// <param name="sink">Writes all of its argument or throws.</param>
internal sealed class StandardOutput(StandardOutput.Writer sink) : OneWayStream(writes: true)
{
    public delegate void Writer(ReadOnlySpan<byte> bytes);

    /// <summary>The same without failures: where messages cannot be told there is nobody to tell so.</summary>
    public static StandardOutput Quiet(Writer sink) => new(bytes =>
    {
        try
        {
            sink(bytes);
        }
        catch (Exception error) when (error is OutputException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            // Full, closed, its reader has gone, or takes nothing while the program is being ended.
        }
    });

    /// <summary>One that was closed when the process began.</summary>
    public static StandardOutput Closed { get; } = new(bytes =>
    {
        if (!bytes.IsEmpty) throw new OutputException("standard output is closed; redirect it to a file or to /dev/null.");
    });

    public override void Write(ReadOnlySpan<byte> buffer) => sink(buffer);
}
