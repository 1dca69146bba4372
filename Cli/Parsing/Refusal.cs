using System.CommandLine;
using System.CommandLine.Parsing;

namespace Gexia.Cli.Parsing;

/// <summary>What is wrong with a command line, in one line: what was found, what may stand there, and where the help is.</summary>
internal static class Refusal
{
    /// <summary>The line for a command line that could not be parsed.</summary>
    public static string Describe(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        var problem = Taken(parse) is { } option ? Unknown(option, command)
            : parse.UnmatchedTokens is [var word, ..] ? IsPlain(word, parse) ? OneTooMany(word, command) : Unknown(word, command)
            : parse.Errors.Select(error => Wrong(error)).FirstOrDefault(text => text is not null)
                ?? Missing(parse)
                ?? parse.Errors[0].Message;
        return $"{problem} See 'gexia {(command is RootCommand ? "" : Name(command) + " ")}--help'.";
    }

    /// <summary>
    /// Refuses an option that no verb has where it would be taken for a file's name. Behind <c>--</c> everything is a name.
    /// </summary>
    /// <exception cref="CommandException">There is one.</exception>
    public static void RequireKnownOptions(ParseResult parse)
    {
        if (Taken(parse) is { } word)
            throw CommandException.Usage(
                $"{Unknown(word, parse.CommandResult.Command)} A name that begins so can stand behind '--'. "
                + $"See 'gexia {Name(parse.CommandResult.Command)} --help'.");
    }

    /// <summary>The first word that looks like an option and was taken for a name.</summary>
    private static string? Taken(ParseResult parse)
    {
        var names = parse.CommandResult.Children.OfType<ArgumentResult>().SelectMany(result => result.Tokens).Select(token => token.Value);
        return names.FirstOrDefault(name => name.Length > 2 && name.StartsWith("--", StringComparison.Ordinal) && !IsPlain(name, parse));
    }

    /// <summary>Whether a word stands behind <c>--</c> only.</summary>
    private static bool IsPlain(string word, ParseResult parse) =>
        !parse.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Any(token => token.Value == word);

    private static string Unknown(string word, Command command)
    {
        var verb = command is RootCommand ? null : Name(command);
        if (word.StartsWith('@'))
        {
            var why = File.Exists(word[1..])
                ? "and these are not read"
                : $"but there is no file '{word[1..]}', and response files are not read";
            return $"'{word}' looks like a response file, {why}: write its words here.";
        }
        if (word.StartsWith('-') && word.Length > 1)
        {
            var name = word.Split('=')[0];
            var options = command.Options.Concat(
                command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)));
            return $"{(verb is null ? "there is" : $"{verb} has")} no option '{name}'.{Hint(name, options.Select(option => option.Name))}";
        }
        if (command.Subcommands.Count == 0) return OneTooMany(word, command);
        var verbs = command.Subcommands.Where(candidate => !candidate.Hidden).Select(candidate => candidate.Name).ToList();
        return Nearest.Similar(word, verbs) is { } near
            ? $"there is no verb '{word}'. Did you mean '{near}'?"
            : $"there is no verb '{word}'. Verbs: {string.Join(", ", verbs)}.";
    }

    /// <summary>The words that lead to a verb, such as <c>data inspect</c>.</summary>
    private static string Name(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault(parent => parent is not RootCommand) is { } parent
            ? $"{Name(parent)} {command.Name}"
            : command.Name;

    private static string OneTooMany(string word, Command command) =>
        command.Arguments.Count == 0
            ? $"{Name(command)} takes options only, and '{word}' is none."
            : $"{Name(command)} takes no further argument: '{word}' is one too many.";

    private static string Hint(string word, IEnumerable<string> known) =>
        Nearest.Similar(word, known) is { } near ? $" Did you mean '{near}'?" : "";

    /// <summary>What is wrong with a value; null where the error is about something that is not there.</summary>
    private static string? Wrong(ParseError error)
    {
        var result = error.SymbolResult;
        if (result is ArgumentResult { Parent: OptionResult parent }) result = parent;
        return result switch
        {
            OptionResult { Implicit: false } option => Wrong(
                error, option.Option.Name, Placeholder.Of(option.Option), option.Option.ValueType, option.Option.Arity, option.Tokens),
            ArgumentResult { Tokens.Count: > 0 } argument => Wrong(
                error, Placeholder.Of(argument.Argument), Placeholder.Of(argument.Argument), argument.Argument.ValueType,
                argument.Argument.Arity, argument.Tokens),
            _ => null,
        };
    }

    private static string Wrong(
        ParseError error, string name, string placeholder, Type type, ArgumentArity arity, IReadOnlyList<Token> tokens)
    {
        // by a rule of our own, see Limits and Choices
        if (error.Message.StartsWith(name, StringComparison.Ordinal)) return error.Message;
        if (tokens.Count < arity.MinimumNumberOfValues) return $"{name} needs a value{(placeholder != name ? $": {placeholder}" : "")}.";
        if (tokens.Count > arity.MaximumNumberOfValues)
            return $"{name} is given {tokens.Count} times ({string.Join(", ", tokens.Select(token => $"'{token.Value}'"))}); say it once.";
        return Placeholder.Kind(type) is { } kind ? $"{name} takes {kind}; got '{tokens[^1].Value}'." : error.Message;
    }

    /// <summary>All that has to be said and is not.</summary>
    private static string? Missing(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        if (command.Subcommands.Count > 0)
            return $"say what to do: {string.Join(", ", command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name))}.";
        List<string> missing =
        [
            .. command.Arguments
                .Where(argument => argument.Arity.MinimumNumberOfValues > 0 && parse.GetResult(argument) is null or { Tokens.Count: 0 })
                .Select(Placeholder.Of),
            .. command.Options.Where(option => option.Required && parse.GetResult(option) is null or { Implicit: true })
                .Select(Placeholder.Of),
        ];
        return missing.Count == 0
            ? null
            : $"{Name(command)} needs {(missing.Count == 1 ? missing[0] : $"{string.Join(", ", missing[..^1])} and {missing[^1]}")}.";
    }
}
