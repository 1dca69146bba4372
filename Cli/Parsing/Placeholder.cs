using System.CommandLine;

namespace Gexia.Cli.Parsing;

/// <summary>How messages and help call what stands behind an option or in an argument's place.</summary>
internal static class Placeholder
{
    /// <summary>Such as "RUN".</summary>
    public static string Of(Argument argument) => argument.HelpName ?? argument.Name.ToUpperInvariant();

    /// <summary>Such as "--videos DIR".</summary>
    public static string Of(Option option) => option.HelpName is { } value ? $"{option.Name} {value}" : option.Name;

    /// <summary>What a value must be, for a type that is read from text; null for a plain text.</summary>
    public static string? Kind(Type type)
    {
        var read = Nullable.GetUnderlyingType(type) ?? (type.IsArray ? type.GetElementType()! : type);
        return read == typeof(int) || read == typeof(long) || read == typeof(uint) ? "a whole number"
            : read == typeof(ulong) ? "a whole number from 0 on"
            : read == typeof(double) || read == typeof(float) ? "a number, such as 2.5"
            : read == typeof(bool) ? "true or false" : null;
    }
}
