using System.Text.Json;
using Gexia.Data.Text;

namespace Gexia.Tests.Data.Text;

/// <summary>The committed inputs of the text tests.</summary>
internal static class Fixture
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Fixtures");

    /// <summary>OpenAI's file with the merges that CLIP uses.</summary>
    public static string ClipGzip { get; } = Path.Combine(Root, "clip-tokenizer", "bpe_simple_vocab_16e6.txt.gz");

    /// <summary>CLIP's tokenizer, opened once.</summary>
    public static BpeTokenizer Clip { get; } = BpeTokenizer.Open(ClipGzip);

    /// <summary>Our 37 golden lines.</summary>
    public static string ClipTokens { get; } = Path.Combine(Root, "clip-tokenizer", "tokens.jsonl");

    /// <summary>A file of Fixtures/text.</summary>
    public static string Text(string name) => Path.Combine(Root, "text", name);

    /// <summary>The objects of a JSON Lines file.</summary>
    public static List<JsonElement> Lines(string path) =>
        [.. File.ReadLines(path).Select(line => { using var json = JsonDocument.Parse(line); return json.RootElement.Clone(); })];

    /// <summary>Lines of a golden whose ids differ from the tokenizer's, shown with both.</summary>
    public static List<string> Differences(ITokenizer tokenizer, string path) =>
        [.. from line in Lines(path)
            let text = line.GetProperty("text").GetString()!
            let expected = line.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray()
            let actual = tokenizer.Encode(text)
            where !actual.SequenceEqual(expected)
            select $"{text}: expected [{string.Join(' ', expected)}], got [{string.Join(' ', actual)}]"];
}
