using Gexia.Io;

namespace Gexia.Cli.Streams;

/// <summary>Standard input as lines of UTF-8; see <see cref="LineReader"/>.</summary>
internal sealed class LineInput(Stream stream) : TextReader
{
    private const int LongestLine = 64 << 20;       // bytes

    private readonly LineReader lines = new(stream, "standard input", LongestLine);

    public override string? ReadLine() => lines.ReadText();
}
