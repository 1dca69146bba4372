using System.Text.Json;
using Gexia.Cli.Streams;

namespace Gexia.Cli;

/// <summary>Which exit code and which line an exception becomes; an empty line where nobody is to be told.</summary>
internal static class Failure
{
    public static (int Code, string Message) Describe(Exception error) => error switch
    {
        CommandException command => (command.ExitCode, command.Message),
        OutputException { IsReaderGone: true } => (ExitCode.ReaderGone, ""),
        OutputException output => (ExitCode.BadInput, output.Message),
        OperationCanceledException => (ExitCode.Cancelled, "cancelled."),
        // A static constructor that refuses an environment variable such as GEXIA_THREADS.
        TypeInitializationException { InnerException: { } inner } => Describe(inner),
        AggregateException { InnerExceptions: [var only] } => Describe(only),
        // Impossible values that a library refused; its text already says which and why.
        ArgumentException argument => (ExitCode.Usage, WithoutParameterName(argument)),
        GexiaException or InvalidDataException or IOException or UnauthorizedAccessException or JsonException or FormatException =>
            (ExitCode.BadInput, OneLine(error.Message)),
        // A device says what was asked for, and what is free.
        OutOfMemoryException when error.Message != new OutOfMemoryException().Message =>
            (ExitCode.BadInput, OneLine(error.Message)),
        OutOfMemoryException => (ExitCode.BadInput, "out of memory; use a smaller batch, fewer frames or smaller pictures."),
        _ => (ExitCode.Internal, $"internal error: {OneLine(error.Message)} ({error.GetType().Name}); --verbose shows where."),
    };

    private static string WithoutParameterName(ArgumentException error)
    {
        var end = error.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return OneLine(end < 0 ? error.Message : error.Message[..end]);
    }

    private static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
