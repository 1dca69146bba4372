using Gexia.Cli;
using Gexia.Cli.Tables;

namespace Gexia.Tests.Cli;

public class TerminalTextTests
{
    [Theory]
    [InlineData("a plain caption, with [brackets]", "a plain caption, with [brackets]")]
    [InlineData("\u001b[31mred\u0007", "\\u{1B}[31mred\\u{7}")]
    [InlineData("two\r\nlines", "two\\u{D}\\u{A}lines")]
    [InlineData("\u202Egnp.exe", "\\u{202E}gnp.exe")]
    [InlineData("\u009b31m", "\\u{9B}31m")]
    [InlineData("Zoë läuft 走る 🐈", "Zoë läuft 走る 🐈")]
    public void Whatever_could_steer_a_terminal_is_spelled_out(string text, string expected) =>
        Assert.Equal(expected, TerminalText.Escape(text));

    [Fact]
    public void A_lone_surrogate_survives_as_the_replacement_character() =>
        Assert.Equal("x\uFFFDy", TerminalText.Escape("x\ud800y"));

    [Fact]
    public void Markup_in_a_caption_is_shown_not_obeyed()
    {
        using var output = new StringWriter();
        using var terminal = new Terminal(TextReader.Null, output, TextWriter.Null);
        terminal.Write(new TextTable(Column.Text("caption")).Add("[red]a[/] \u001b[2Jcat [link"));
        Assert.Contains("[red]a[/] \\u{1B}[2Jcat [link", output.ToString());
        Assert.DoesNotContain('\u001b', output.ToString());
    }

    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("longer", 5, "long…")]
    [InlineData("abc🐈d", 5, "abc…")]
    public void Shortening_never_splits_a_character(string text, int length, string expected) =>
        Assert.Equal(expected, TerminalText.Shorten(text, length));

    [Fact]
    public void A_hostile_file_name_is_escaped_in_the_error_line()
    {
        var line = CliResult.Run("tokenize", "--vocab", "no\u001b[2Jsuch").OneErrorLine(3);
        Assert.DoesNotContain('\u001b', line);
        Assert.Contains("\\u{1B}[2J", line);
    }
}
