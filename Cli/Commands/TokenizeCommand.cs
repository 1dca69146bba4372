using System.CommandLine;
using System.Text.Json;
using Gexia.Cli.Parsing;
using Gexia.Data.Text;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia tokenize</c>: texts in, token ids out.</summary>
internal static class TokenizeCommand
{
    private const int LongestLine = 16 << 20;       // characters

    public static Command Create(Terminal terminal)
    {
        var vocabulary = new Option<string?>("--vocab")
        {
            Description = "Folder with vocab.json and merges.txt (BPE) or words.txt (word level), "
                + "or the file bpe_simple_vocab_16e6.txt.gz; CLIP's own when left out.",
            HelpName = "DIR",
        }.Is(PathKind.Existing);
        var lines = new Option<bool>("--jsonl")
        {
            Description = "Read {\"text\":…} lines and write {\"ids\":[…]} lines; without it, plain lines in and ids out."
        };
        var special = new Option<bool>("--special") { Description = "Put the start and the end token around each text." };
        var command = new Command("tokenize", "Turn texts from standard input into token ids.") { vocabulary, lines, special };
        command.Examples(
            "echo 'a cat jumps' | gexia tokenize",
            "gexia tokenize --vocab models/clip --jsonl < texts.jsonl > ids.jsonl");
        command.Run(terminal, (session, parse, cancellation) => Tokenize(
            session, parse.GetValue(vocabulary) is { } place ? TokenizerFolder.Open(place) : BpeTokenizer.Clip,
            parse.GetValue(lines) || session.Json, parse.GetValue(lines), parse.GetValue(special), cancellation));
        return command;
    }

    private static int Tokenize(
        Session session, ITokenizer tokenizer, bool jsonOut, bool jsonIn, bool special, CancellationToken cancellation)
    {
        var number = 0;
        while (session.Terminal.In.ReadLine() is { } line)
        {
            cancellation.ThrowIfCancellationRequested();
            number++;
            if (jsonIn && string.IsNullOrWhiteSpace(line)) continue;
            if (line.Length > LongestLine)
                throw CommandException.BadInput($"standard input, line {number}: longer than {LongestLine} characters.");
            var ids = Encode(tokenizer, jsonIn ? TextOf(line, number) : line, number);
            if (special) ids = [tokenizer.StartOfText, .. ids, tokenizer.EndOfText];
            if (jsonOut) JsonText.WriteObject(session.Out, json => WriteIds(json, ids));
            else session.Out.WriteLine(string.Join(' ', ids));
        }
        return number == 0 ? ExitCode.NothingFound : ExitCode.Ok;
    }

    private static int[] Encode(ITokenizer tokenizer, string text, int number)
    {
        try
        {
            return tokenizer.Encode(text);
        }
        catch (ArgumentException error)     // a word-level vocabulary lacks a word
        {
            throw CommandException.BadInput($"standard input, line {number}: {error.Message}");
        }
    }

    private static void WriteIds(Utf8JsonWriter json, int[] ids)
    {
        json.WriteStartArray("ids");
        foreach (var id in ids) json.WriteNumberValue(id);
        json.WriteEndArray();
    }

    private static string TextOf(string line, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement is { ValueKind: JsonValueKind.Object } item
                && item.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String)
                return text.GetString()!;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw CommandException.BadInput($"standard input, line {number}: not valid JSON: {error.Message}");
        }
        throw CommandException.BadInput($"standard input, line {number}: expected an object with a string \"text\".");
    }
}
