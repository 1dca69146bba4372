namespace Gexia;

/// <summary>
/// Something is wrong with an input: a file is missing, damaged, of another format or above a limit, or a configuration or a set of weights
/// does not fit. The message is one line that names the input, the rule, what was found and, where there is one, the next step.
/// </summary>
/// <remarks>
/// Every library of this project throws it, or a class that derives from it, for inputs that came from outside. Wrong arguments of a call
/// stay <see cref="ArgumentException"/>; a disk that fails or a file without permission stays <see cref="IOException"/> or
/// <see cref="UnauthorizedAccessException"/>. (<see cref="InvalidDataException"/> is sealed, so it cannot be the base.)
/// </remarks>
public class GexiaException : Exception
{
    /// <summary>An error with its line.</summary>
    /// <param name="message">What is wrong and, where there is one, the next step.</param>
    /// <param name="inner">What the framework said.</param>
    public GexiaException(string message, Exception? inner = null) : base(inner is null ? message : OneLine(message), inner) { }

    // What the framework says of malformed input may quote it, line breaks included.
    private static string OneLine(string message) => message.AsSpan().ContainsAny('\r', '\n')
        ? string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) : message;
}
