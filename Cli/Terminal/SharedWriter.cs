using System.Text;

namespace Gexia.Cli;

/// <summary>
/// A stream of the terminal that the <see cref="StatusLine"/> shares: each write takes that line away first, so that nothing sticks to it.
/// </summary>
/// <param name="inner">The stream.</param>
/// <param name="status">The line.</param>
internal sealed class SharedWriter(TextWriter inner, StatusLine status) : TextWriter
{
    /// <summary>Hands over what was written to the other stream before, so that a person sees both in order.</summary>
    public Action BeforeWritten { get; init; } = () => { };

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (status.Gate)
        {
            Begin();
            inner.Write(buffer);
        }
    }

    public override void Write(string? value)
    {
        lock (status.Gate)
        {
            Begin();
            inner.Write(value);
        }
    }

    // In one piece, so that nothing comes between a line and its end.
    public override void WriteLine(string? value)
    {
        lock (status.Gate)
        {
            Begin();
            inner.WriteLine(value);
        }
    }

    private void Begin()
    {
        status.Clear();
        BeforeWritten();
    }

    public override void Flush()
    {
        lock (status.Gate) inner.Flush();
    }
}
