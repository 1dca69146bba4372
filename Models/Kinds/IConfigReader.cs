namespace Gexia.Models;

/// <summary>
/// A section of a configuration while it is read: a key is asked for with what it means, its default and its range, and that alone makes it
/// known. So the code that reads a section also gives the document of its keys and the configuration with every default filled in.
/// </summary>
internal interface IConfigReader
{
    /// <summary>A whole number from least to most; required when there is no default.</summary>
    int Count(string key, KeyNote note, int? standard, int least = 0, int most = int.MaxValue);

    /// <summary>A number from least to most.</summary>
    double Number(string key, KeyNote note, double? standard, double least = 0, double most = double.MaxValue);

    /// <summary>true or false.</summary>
    bool Flag(string key, KeyNote note, bool? standard);

    /// <summary>One word of an enumeration, in camelCase.</summary>
    T Choice<T>(string key, KeyNote note, T? standard) where T : struct, Enum;

    /// <summary>Text that a parser understands.</summary>
    T Parsed<T>(string key, KeyNote note, string? standard, Func<string, T> parse);

    /// <summary>An object; one that is missing has all its defaults.</summary>
    IConfigReader Section(string key);

    /// <summary>An error about a value of this section, or about the section itself where the key is empty.</summary>
    GexiaException Error(string key, string problem);
}

/// <summary>What is to be known of a key besides its type and default; it stands where the key is read.</summary>
/// <param name="Meaning">What the value does, with its unit.</param>
/// <param name="Origin">Where key and default come from: a place in the paper, a published program, or a choice of this project.</param>
/// <param name="Usual">Words by which other programs call it, for hints.</param>
internal sealed record KeyNote(string Meaning, string Origin, params string[] Usual)
{
    /// <summary>The default in words where it is no constant.</summary>
    public string? Default { get; init; }
}
