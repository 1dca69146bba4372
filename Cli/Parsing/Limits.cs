using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Gexia.Cli.Parsing;

/// <summary>Ranges of option values, refused before a verb starts.</summary>
internal static class Limits
{
    /// <summary>Accepts least..most, both included.</summary>
    public static Option<T> Between<T>(this Option<T> option, T least, T most) where T : struct, INumber<T>
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1
                && T.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value) && !(value >= least && value <= most))
                result.AddError(
                    string.Create(CultureInfo.InvariantCulture, $"{option.Name} must lie between {least} and {most}; got {value}."));
        });
        return option;
    }

    /// <summary>Accepts least..most, both included, where the option is given.</summary>
    public static Option<int?> Within(this Option<int?> option, int least, int most)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && (value < least || value > most))
                result.AddError($"{option.Name} must lie between {least} and {most}, not {value}.");
        });
        return option;
    }
}
