namespace Gexia.Tests.Architecture.Documents;

/// <summary>C# that a document or an XML example shows, and what its author says about it.</summary>
/// <param name="Document">A file of the repository, or the ID of the documented member (<c>T:Gexia.Tensor</c>).</param>
/// <param name="Line">Where the code begins in the document, from 1.</param>
/// <param name="Code">As shown; of an example without the XML.</param>
internal sealed record CodeBlock(string Document, int Line, string Code)
{
    /// <summary>Names of <see cref="Context"/> that the code uses and does not declare.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>The command line of a whole program; paths are relative to the folder of <see cref="ContextFolder"/>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What running it must print, white space at the ends apart; null where that is not stated.</summary>
    public string? Prints { get; init; }

    /// <summary>A part of the message with which running it must fail; null where it must not fail.</summary>
    public string? Fails { get; init; }

    /// <summary>The source file that the code is quoted from, and runs in; null where it is a program of its own.</summary>
    public string? From { get; init; }

    public string Place => $"{Document}:{Line}";
}
