using System.Text.RegularExpressions;

namespace Gexia.Tests.Architecture.Documents;

/// <summary>
/// The fenced C# blocks of a Markdown file. HTML comments on the lines directly above a fence say what the block needs to be a program:
/// <c>needs: a, b</c> (names of <see cref="Context"/>), <c>args: x y</c>, <c>prints: text</c>, <c>fails: part of the message</c>,
/// <c>from: file</c> (quoted from a source file), <c>continues</c> (more of the program of the block before). A single
/// other word is a name.
/// </summary>
internal static partial class MarkdownBlocks
{
    /// <summary>What may stand behind the three ticks.</summary>
    private static readonly string[] Languages = ["", "csharp", "sh", "json", "jsonl", "csv", "mermaid"];

    /// <exception cref="InvalidDataException">A fence has no end or an unknown language, shows C# without saying so, or a comment is
    /// not understood.</exception>
    public static List<CodeBlock> Of(string document, string text)
    {
        var blocks = new List<CodeBlock>();
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (Fence().Match(lines[i]) is not { Success: true } fence) continue;
            var end = Array.FindIndex(lines, i + 1, line => line.TrimEnd() == "```");
            if (end < 0) throw new InvalidDataException($"{document}:{i + 1}: the fence has no end.");
            var code = string.Concat(lines[(i + 1)..end].Select(line => line + "\n"));
            var language = fence.Groups[1].Value;
            if (!Languages.Contains(language))
                throw new InvalidDataException($"{document}:{i + 1}: unknown language '{language}': {string.Join(", ", Languages)}.");
            if (language is "" && Statement().IsMatch(code))
                throw new InvalidDataException($"{document}:{i + 1}: this looks like C#: say csharp.");
            if (language is "csharp") Add(blocks, new(document, i + 2, code), Comments(lines, i));
            i = end;
        }
        return blocks;
    }

    private static void Add(List<CodeBlock> blocks, CodeBlock block, IEnumerable<string> comments)
    {
        foreach (var comment in comments)
        {
            var (key, value) = comment.Split(": ", 2) is [var first, var second] ? (first, second.Trim()) : (comment, "");
            switch (key)
            {
                case "needs": block = block with { Needs = value.Split(", ") }; break;
                case "args": block = block with { Arguments = value.Split(' ') }; break;
                case "prints": block = block with { Prints = value }; break;
                case "fails": block = block with { Fails = value }; break;
                case "from": block = block with { From = value }; break;
                case "continues":
                    var before = blocks.LastOrDefault() ?? throw new InvalidDataException($"{block.Place}: there is no block to continue.");
                    // lines stay those of the document
                    var gap = new string('\n', block.Line - before.Line - before.Code.Count(c => c == '\n'));
                    blocks[^1] = before with { Code = before.Code + gap + block.Code };
                    return;
                case var name when value.Length == 0 && name.All(char.IsAsciiLetter): break;
                default: throw new InvalidDataException($"{block.Place}: '{comment}' is not understood.");
            }
        }
        blocks.Add(block);
    }

    private static IEnumerable<string> Comments(string[] lines, int fence)
    {
        for (var i = fence - 1; i >= 0 && Comment().Match(lines[i]) is { Success: true } comment; i--) yield return comment.Groups[1].Value;
    }

    [GeneratedRegex(@"^\s*```(\S*)\s*$")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^<!-- (.*?) -->$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"[;{]\s*$", RegexOptions.Multiline)]
    private static partial Regex Statement();
}
