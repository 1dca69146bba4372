using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Gexia.Cli;
using Gexia.Cli.Tables;

namespace Gexia.Tests.Cli;

public class TextTableTests
{
    private static readonly string[] words = ["a", "12.5", "walking", "100.0", "走る", "runs/clips/2024", "-", "ÄÖ", "e\u0301t\u00e9", "🐈"];

    /// <summary>Any table: columns of every kind, priority and group, and rows of a few words a cell.</summary>
    private static Gen<(Column[] Columns, string[][] Rows, int Width)> Tables =>
        from kinds in Gen.ArrayOf(Gen.Choose(0, 2), 6)
        from priorities in Gen.ArrayOf(Gen.Choose(0, 4), 6)
        from groups in Gen.ArrayOf(Gen.Elements("", "", "text to video", "B"), 6)
        from count in Gen.Choose(1, 6)
        from height in Gen.Choose(0, 5)
        from picks in Gen.ArrayOf(Gen.Choose(0, 1_000_000), 6 * 6)
        from width in Gen.Choose(1, 120)
        let columns = Enumerable.Range(0, count)
            .Select(c => Make(kinds[c], $"head {words[picks[c] % words.Length]}", c == 0 ? 0 : priorities[c], groups[c])).ToArray()
        select (
            columns,
            Enumerable.Range(1, height).Select(r => columns.Select((column, c) => Cell(column, picks[(r * 6) + c])).ToArray()).ToArray(),
            width);

    private static Column Make(int kind, string header, int priority, string group) => kind switch
    {
        0 => Column.Number(header, priority, group),
        1 => Column.Text(header, priority, group),
        _ => Column.Word(header, priority, group),
    };

    // A cell of a name or a number is one word, that of a text several.
    private static string Cell(Column column, int pick) => column.Wraps
        ? string.Join(' ', Enumerable.Range(0, pick % 9).Select(n => words[(pick / (n + 1)) % words.Length]))
        : column.IsNumber ? (pick / 100.0).ToString("N1", CultureInfo.InvariantCulture) : words[pick % words.Length];

    private static TextTable Table((Column[] Columns, string[][] Rows, int Width) given)
    {
        var table = new TextTable(given.Columns);
        foreach (var row in given.Rows) table.Add(row);
        return table;
    }

    private static HashSet<string> Tokens(IEnumerable<string> texts) =>
        [.. texts.SelectMany(text => text.Split([' ', '─', '\n'], StringSplitOptions.RemoveEmptyEntries))];

    private static void ForAll(Func<(Column[] Columns, string[][] Rows, int Width), bool> holds) =>
        Prop.ForAll(Arb.From(Tables), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void No_line_is_longer_than_the_terminal_as_long_as_the_columns_that_stay_fit() => ForAll(given =>
    {
        var layout = TableLayout.Of(given.Columns, given.Rows, given.Width);
        var note = Words.Widest("Not shown for want of room: --json everything. walking, runs/clips/2024, ");
        return !layout.Fits || Table(given).Lines(given.Width).All(line => Words.Width(line) <= Math.Max(given.Width, note));
    });

    [Fact]
    public void Columns_that_stay_are_too_wide_only_where_their_words_are() => ForAll(given =>
    {
        var layout = TableLayout.Of(given.Columns, given.Rows, given.Width);
        var stay = given.Columns.Select((column, c) => (column, c)).Where(pair => pair.column.Priority == 0).ToList();
        var least = stay.Sum(pair =>
            given.Rows.Select(row => pair.column.Wraps ? Words.Widest(row[pair.c]) : Words.Width(row[pair.c]))
                .Append(Words.Widest(pair.column.Header)).Max())
                // at most: a group's name may widen its last column
                + (TableLayout.Gap * (stay.Count - 1)) + stay.Sum(pair => pair.column.Group.Length);
        return layout.Fits || least > given.Width;
    });

    [Fact]
    public void No_word_and_no_number_is_broken_at_any_width() => ForAll(given =>
    {
        var whole = Tokens(
            [
                .. given.Rows.SelectMany(row => row),
                .. given.Columns.SelectMany(column => (string[])[column.Header, column.Header + ",", column.Header + ".", column.Group]),
                "Not shown for want of room: --json has everything."
            ]);
        return Tokens(Table(given).Lines(given.Width)).IsSubsetOf(whole);
    });

    [Fact]
    public void What_goes_has_a_higher_priority_than_all_that_stays_and_is_named() => ForAll(given =>
    {
        var layout = TableLayout.Of(given.Columns, given.Rows, given.Width);
        var gone = given.Columns.Where((_, c) => !layout.Shown.Contains(c)).ToList();
        var told = string.Join(' ', Table(given).Lines(given.Width).SkipWhile(line => !line.StartsWith("Not", StringComparison.Ordinal)));
        return gone.All(
            column => layout.Shown.All(c => given.Columns[c].Priority < column.Priority) && (!layout.Fits || told.Contains(column.Header)));
    });

    [Fact]
    public void A_table_that_is_redirected_has_every_column_and_a_line_a_row() => ForAll(given =>
    {
        var lines = Table(given).Lines(null);
        var heading = given.Columns.Any(column => column.Group.Length > 0) ? 2 : 1;
        return lines.Count == heading + 1 + given.Rows.Length
            && given.Rows.Select((row, r) => row.All(cell => lines[heading + 1 + r].Contains(cell))).All(all => all);
    });

    [Fact]
    public void Columns_go_by_priority_and_come_back_with_the_room()
    {
        var table = new TextTable(
            Column.Word("trained on"), Column.Number("R@1", 0, "text to video"), Column.Number("R@10", 1, "text to video"),
            Column.Number("MnR", 2, "text to video"));
        table.Add("short clips", "12.5", "100.0", "3.1");
        string[] whole = ["                text to video", "trained on    R@1   R@10  MnR", new('─', 29), "short clips  12.5  100.0  3.1"];
        Assert.Equal(whole, table.Lines(null));
        Assert.Equal(whole, table.Lines(29));
        Assert.Equal(
            [
                "             text to video", "trained on    R@1     R@10", new('─', 26), "short clips  12.5    100.0",
                "Not shown for want of room:", "MnR. --json has everything."
            ],
            table.Lines(28));
    }

    [Fact]
    public void Rows_become_blocks_where_not_even_the_columns_that_stay_fit()
    {
        var table = new TextTable(Column.Word("file"), Column.Text("label"), Column.Number("probability"));
        table.Add("/videos/2024/a-long-name-that-nobody-would-break.mp4", "someone is walking", "0.9000");
        Assert.Equal(
            [
                "file         /videos/2024/a-long-name-that-nobody-would-break.mp4", "label        someone is walking",
                "probability  0.9000", ""
            ],
            table.Lines(40));
    }

    [Fact]
    public void A_terminal_sets_the_width_and_a_pipe_none()
    {
        string Written(bool isTerminal)
        {
            using var output = new StringWriter();
            using var terminal = new Terminal(TextReader.Null, output, TextWriter.Null, outIsTerminal: isTerminal, columns: () => 30);
            terminal.Write(
                new TextTable(Column.Word("name"), Column.Text("what", 1)).Add("machine/triad", "z = x + s·y, arrays of 64 MiB"));
            return output.ToString();
        }
        Assert.Equal($"name           what\n{new string('─', 44)}\nmachine/triad  z = x + s·y, arrays of 64 MiB\n", Written(false));
        Assert.DoesNotContain('\u001b', Written(false));
        Assert.Contains("Not shown", Written(true));
    }

    [Theory]
    [InlineData("110", 110)]
    [InlineData("3", 20)]
    [InlineData("0", null)]
    [InlineData("-5", null)]
    [InlineData("wide", null)]
    [InlineData("99999999999999", null)]
    [InlineData(null, null)]
    public void Only_a_width_that_makes_sense_is_taken_from_the_environment(string? text, int? width) =>
        Assert.Equal(width, TerminalWidth.Named(text));
}
