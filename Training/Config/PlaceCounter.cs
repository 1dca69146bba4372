namespace Gexia.Training.Config;

/// <summary>Counts the lines of a text while it is read from its start to its end, so that all places together cost one pass.</summary>
/// <param name="name">The file.</param>
internal sealed class PlaceCounter(string name)
{
    private int position, line = 1, lineStart;

    /// <summary>The place of a byte that lies at or behind all that were asked for.</summary>
    public TextPlace Of(ReadOnlySpan<byte> text, long index)
    {
        var end = (int)Math.Min(index, text.Length);
        var passed = text[position..end];
        line += passed.Count((byte)'\n');
        var last = passed.LastIndexOf((byte)'\n');
        if (last >= 0) lineStart = position + last + 1;
        position = end;
        return new TextPlace(name, line, end - lineStart + 1);
    }
}
