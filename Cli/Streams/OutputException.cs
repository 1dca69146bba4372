namespace Gexia.Cli.Streams;

/// <summary>
/// Standard output cannot be written. Deliberately no <see cref="IOException"/>: no verb may take it for the trouble of one of its files.
/// </summary>
/// <param name="message">What the system said.</param>
internal sealed class OutputException(string message) : Exception(message)
{
    /// <summary>The pipe's other end was closed: nobody wants the rest, which is no fault.</summary>
    public static OutputException ReaderIsGone => new("the reader of standard output has gone.") { IsReaderGone = true };

    public bool IsReaderGone { get; private init; }
}
