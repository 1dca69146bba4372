using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.CompilerServices;
using Gexia.Io;

namespace Gexia.Cli.Parsing;

/// <summary>What a path on the command line must lead to.</summary>
internal enum PathKind
{
    /// <summary>A file that is there.</summary>
    File,

    /// <summary>A folder that is there.</summary>
    Folder,

    /// <summary>A file or a folder that is there; the verb says what it has to hold.</summary>
    Existing,

    /// <summary>A file or a folder, or something else. Not checked here.</summary>
    Any,

    /// <summary>A file that will be written.</summary>
    OutputFile,

    /// <summary>A folder that will be written to; made where there is none.</summary>
    OutputFolder,
}

/// <summary>
/// The one place that says what is wrong with a path on the command line: a folder given for a file, and the reverse, or nothing there.
/// </summary>
internal static class Paths
{
    private static readonly ConditionalWeakTable<Symbol, object> kinds = [];

    public static Option<T> Is<T>(this Option<T> option, PathKind kind)
    {
        kinds.Add(option, kind);
        return option;
    }

    public static Argument<T> Is<T>(this Argument<T> argument, PathKind kind)
    {
        kinds.Add(argument, kind);
        return argument;
    }

    /// <summary>What an option or an argument leads to; null for one that is no path.</summary>
    public static PathKind? KindOf(Symbol symbol) => kinds.TryGetValue(symbol, out var kind) ? (PathKind)kind : null;

    /// <summary>
    /// The line about the first path that leads to something else than it has to; null when all are well. A verb that ends with bad
    /// input ends with this line.
    /// </summary>
    public static string? Problem(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        foreach (
            var (symbol, name) in command.Arguments.Select(argument => ((Symbol)argument, Placeholder.Of(argument)))
                .Concat(command.Options.Select(option => ((Symbol)option, Placeholder.Of(option)))))
        {
            if (KindOf(symbol) is not { } kind || parse.GetResult(symbol) is not { } result) continue;
            foreach (var token in result.Tokens)
                if (Problem(token.Value, kind) is { } problem)
                    return $"{token.Value}: "
                        + $"{problem} ({name})."
                        + $"{(token.Value.StartsWith('@') ? " Response files are not read: the @ is taken as a part of the name." : "")}";
        }
        return null;
    }

    private static string? Problem(string path, PathKind kind) => kind switch
    {
        PathKind.File => InputFile.Problem(path),
        PathKind.Folder => InputFolder.Problem(path),
        PathKind.Existing =>
            InputFile.Problem(path) is { } problem && InputFolder.Problem(path) is not null
                ? problem == "no such file" ? "no such file or folder" : problem
                : null,
        PathKind.OutputFile => path.Length > 0 && Directory.Exists(path) ? "is a folder, not a file" : null,
        PathKind.OutputFolder => path.Length > 0 && File.Exists(path) ? "is a file, not a folder" : null,
        _ => null,
    };
}
