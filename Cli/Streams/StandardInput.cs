namespace Gexia.Cli.Streams;

/// <summary>Standard input as bytes; one that was closed at the start is empty.</summary>
/// <param name="source">Reads into a buffer; 0 at the end.</param>
/// <param name="beforeRead">Runs before each read that may wait: there the results so far are handed over.</param>
internal sealed class StandardInput(StandardInput.Reader source, Action beforeRead) : OneWayStream(writes: false)
{
    public delegate int Reader(Span<byte> buffer);

    public override int Read(Span<byte> buffer)
    {
        beforeRead();
        return source(buffer);
    }
}
