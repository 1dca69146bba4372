using System.CommandLine;

namespace Gexia.Cli.Parsing;

/// <summary>
/// Options and arguments that take one of some words, which are listed where another one is given, and offered by completion.
/// </summary>
internal static class Choices
{
    public static Option<T> OneOf<T>(this Option<T> option, params string[] words)
    {
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (Problem(option.Name, token.Value, words) is { } problem) result.AddError(problem);
        });
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
        return option;
    }

    public static Argument<T> OneOf<T>(this Argument<T> argument, params string[] words)
    {
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (Problem(Placeholder.Of(argument), token.Value, words) is { } problem) result.AddError(problem);
        });
        argument.CompletionSources.Clear();
        argument.CompletionSources.Add(words);
        return argument;
    }

    private static string? Problem(string name, string given, string[] words) => words.Contains(given, StringComparer.Ordinal) ? null
        : $"{name} takes one of {string.Join(", ", words)}; "
        + $"got '{given}'.{(Nearest.Similar(given, words) is { } near ? $" Did you mean '{near}'?" : "")}";
}
