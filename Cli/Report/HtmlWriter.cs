using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Gexia.Cli.Report;

/// <summary>
/// Builds HTML from interpolated strings: what stands in the code is markup, what fills a hole is text and is escaped.
/// So a caption cannot become markup by being forgotten: <c>html.Write($"&lt;p&gt;{caption}&lt;/p&gt;")</c>.
/// </summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder text = new();

    /// <summary>Appends markup whose holes are escaped.</summary>
    public void Write([InterpolatedStringHandlerArgument("")] Markup markup) => _ = markup;

    /// <summary>Everything written so far.</summary>
    public override string ToString() => text.ToString();

    private void Escape(string? value)
    {
        foreach (var rune in (value ?? "").EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&': text.Append("&amp;"); break;
                case '<': text.Append("&lt;"); break;
                case '>': text.Append("&gt;"); break;
                case '"': text.Append("&quot;"); break;
                case '\'': text.Append("&#39;"); break;
                case '\t' or '\n': text.Append(rune); break;
                // Control characters are not allowed in HTML, and direction overrides could show another text than there is.
                case < ' ' or (>= 0x7F and <= 0x9F) or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069): text.Append('\uFFFD'); break;
                default: text.Append(rune); break;
            }
        }
    }

    /// <summary>Receives the parts of an interpolated string from the compiler.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Markup
    {
        private readonly HtmlWriter writer;

        public Markup(int literalLength, int formattedCount, HtmlWriter writer)
        {
            _ = formattedCount;
            this.writer = writer;
            writer.text.EnsureCapacity(writer.text.Length + literalLength);
        }

        public void AppendLiteral(string markup) => writer.text.Append(markup);

        public void AppendFormatted(string? value) => writer.Escape(value);

        public void AppendFormatted(Verbatim trusted) => writer.text.Append(trusted.Markup);

        public void AppendFormatted(int value) => writer.text.Append(value.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(double value, string format = "0.##") =>
            writer.text.Append(value.ToString(format, CultureInfo.InvariantCulture));
    }
}

/// <summary>Markup from the program itself (never from data) that goes into a page as it is.</summary>
internal readonly record struct Verbatim(string Markup);
