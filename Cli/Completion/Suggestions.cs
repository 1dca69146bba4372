using System.CommandLine;
using System.CommandLine.Completions;
using Gexia.Cli.Parsing;

namespace Gexia.Cli.Completion;

/// <summary>
/// What may stand where a command line ends: verbs, options, the values of an option, or names of files. The scripts in this folder ask
/// for it by <c>gexia '[complete]' WORD…</c>, the last word being the one that is typed.
/// </summary>
internal static class Suggestions
{
    /// <summary>The first argument of a shell that asks.</summary>
    public const string Directive = "[complete]";

    /// <summary>Lines for which the shell itself offers names, since it knows how to quote them.</summary>
    public const string Files = ":file", Folders = ":folder";

    /// <summary>
    /// Each suggestion as <c>value TAB meaning</c>, then <see cref="Files"/> or <see cref="Folders"/> where one may stand there.
    /// </summary>
    /// <param name="root">All verbs.</param>
    /// <param name="words">The command line behind the program's name, without quotes; the last word is not complete.</param>
    public static IReadOnlyList<string> For(RootCommand root, IReadOnlyList<string> words)
    {
        var current = words.Count > 0 ? words[^1] : "";
        Command command = root;
        Option? open = null;                // still takes values
        var (given, isPlain, needed) = (0, false, false);
        var said = new HashSet<Option>();
        foreach (var word in words.Take(words.Count - 1))
        {
            if (needed) needed = false;
            else if (isPlain) given++;
            else if (word == "--") (isPlain, open) = (true, null);
            else if (word.StartsWith('-') && word.Length > 1)
            {
                open = Find(root, command, word.Split('=')[0]);
                if (open is not null) said.Add(open);
                needed = open is not null && TakesValue(open) && !word.Contains('=');
                if (!needed) open = null;
                continue;
            }
            else if (command.Subcommands.Count > 0)
            {
                if (command.Subcommands.FirstOrDefault(verb => verb.Name == word) is not { } verb) return [];
                command = verb;
            }
            else if (open is null) given++;
            if (open is { AllowMultipleArgumentsPerToken: false }) open = null;
        }
        if (open is not null && (needed || !current.StartsWith('-'))) return Values(open, "", current);
        if (current.StartsWith('-') && !isPlain)
        {
            return current.Split('=', 2) is [var name, var value]
                ? Find(root, command, name) is { } option ? Values(option, name + "=", value) : []
                : Matching(Options(root, command).Where(
                    option => option.AllowMultipleArgumentsPerToken || option.Arity.MaximumNumberOfValues > 1 || !said.Contains(option))
                        .Select(option => (option.Name, option.Description)), current);
        }
        if (command.Subcommands.Count > 0)
            return Matching(command.Subcommands.Where(verb => !verb.Hidden).Select(verb => (verb.Name, verb.Description)), current);
        return command.Arguments.Count == 0 ? []
            : command.Arguments[Math.Min(given, command.Arguments.Count - 1)] is var argument
                && (given < command.Arguments.Count || argument.Arity.MaximumNumberOfValues > 1)
            ? Values(argument, "", current) : [];
    }

    private static IEnumerable<Option> Options(RootCommand root, Command command) =>
        command.Options.Concat(command == root ? [] : root.Options.Where(option => option.Recursive)).Where(option => !option.Hidden);

    private static Option? Find(RootCommand root, Command command, string name) =>
        Options(root, command).FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));

    private static bool TakesValue(Option option) => option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0;

    private static IReadOnlyList<string> Values(Symbol symbol, string prefix, string current)
    {
        var words = symbol.GetCompletions(CompletionContext.Empty).Select(item => (prefix + item.Label, (string?)item.Detail));
        var lines = Matching(symbol is Option { ValueType: var type } && type == typeof(bool) ? [] : words, prefix + current);
        return Paths.KindOf(symbol) switch
        {
            null => lines,
            PathKind.Folder or PathKind.OutputFolder => [.. lines, Folders],
            _ => [.. lines, Files],
        };
    }

    private static IReadOnlyList<string> Matching(IEnumerable<(string Word, string? Meaning)> words, string current) =>
        [
            .. words.Where(word => word.Word.StartsWith(current, StringComparison.Ordinal))
                .Select(word => $"{word.Word}\t{FirstSentence(word.Meaning ?? "")}")
        ];

    private static string FirstSentence(string text)
    {
        var end = text.AsSpan().IndexOfAny('.', ';', ':');
        return TerminalText.Escape(end < 0 ? text : text[..end]);
    }
}
