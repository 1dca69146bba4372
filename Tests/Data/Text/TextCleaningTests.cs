using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gexia.Data.Text;

namespace Gexia.Tests.Data.Text;

/// <summary>Cleaning against what Python makes of the same texts (Fixtures/text, Unicode 14.0), without ICU.</summary>
public class TextCleaningTests
{
    [Fact]
    public void The_process_runs_without_ICU() =>
        Assert.True(AppContext.TryGetSwitch("System.Globalization.Invariant", out var invariant) && invariant);

    [Theory]
    [InlineData("nfc")]
    [InlineData("lower")]
    [InlineData("unescaped")]
    [InlineData("clean")]
    public void Agrees_with_Python_on_awkward_texts(string stage)
    {
        var cases = Fixture.Lines(Fixture.Text("cases.jsonl"));
        Assert.True(cases.Count > 200);
        foreach (var line in cases)
        {
            var text = line.GetProperty("text").GetString()!;
            var actual = stage switch
            {
                "nfc" => CanonicalComposition.Compose(text),
                "lower" => LowerCase.Of(text),
                "unescaped" => HtmlEntities.Unescape(text),
                _ => TextCleaning.Clean(text),
            };
            Assert.Equal(Escape(line.GetProperty(stage).GetString()!), Escape(actual));
        }
    }

    [Fact]
    public void Agrees_with_Python_on_every_code_point()
    {
        using var digests = JsonDocument.Parse(File.ReadAllText(Fixture.Text("digests.json")));
        Check("nfc", CanonicalComposition.Compose);
        Check("nfc_marks", c => CanonicalComposition.Compose("a" + c + "\u0301\u0323"));
        Check("lower", LowerCase.Of);
        Check("sigma", c => LowerCase.Of("A" + c + "\u03a3" + c + "A \u03a3" + c + "\u03a3"));

        void Check(string name, Func<string, string> stage)
        {
            var texts = Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(point => stage(char.ConvertFromUtf32(point)));
            var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts))));
            Assert.True(digest == digests.RootElement.GetProperty(name).GetString(), $"{name} differs from Python for some code point");
        }
    }

    [Fact]
    public void White_space_is_the_Unicode_property()
    {
        var expected =
            "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";
        Assert.Equal(expected.Select(c => (int)c), Enumerable.Range(0, 0x110000).Where(CharacterClass.IsWhiteSpace));
    }

    [Fact]
    public void Lone_surrogates_become_replacement_characters()
    {
        Assert.Equal("\ufffd", TextCleaning.Clean("\ud83d"));
        Assert.Equal("a\ufffdb", TextCleaning.Clean("a\udc00b"));
        Assert.Equal("\ufffd\ufffd", TextCleaning.Clean("\udc00\ud800"));
        Assert.Equal("\ud83d\ude00", TextCleaning.Clean("\ud83d\ude00"));
    }

    [Fact]
    public void Hostile_lengths_end()
    {
        const int length = 100_000;
        Assert.Equal(length + 1, TextCleaning.Clean("a" + Repeat("\u0334\u0327", length / 2)).Length);      // marks to be sorted
        Assert.Equal("\u00ac" + "it;", TextCleaning.Clean("&notit;"));
        Assert.Equal(2 * length, TextCleaning.Clean(Repeat("&a", length)).Length);                          // names that are none
        Assert.Equal(length, TextCleaning.Clean(Repeat("\u03a3\u0301", length / 2)).Length);                // sigmas asking for context
        Assert.Equal("", TextCleaning.Clean(Repeat(" ", length)));
        Assert.Equal("\ufffd", TextCleaning.Clean("&#" + Repeat("9", length) + ";"));
    }

    private static string Repeat(string unit, int times) => new StringBuilder().Insert(0, unit, times).ToString();

    /// <summary>Visible in a failure message.</summary>
    private static string Escape(string text) => string.Concat(text.Select(c => c is >= ' ' and < '\u007f' ? $"{c}" : $"\\u{(int)c:x4}"));
}
