using System.Text;
using Gexia.Training.Config;

namespace Gexia.Cli.Train;

/// <summary>The configurations of the folder <c>configs</c>, which the program carries.</summary>
internal static class ShippedConfigs
{
    private const string Prefix = "configs/";

    /// <summary>What <c>config --defaults</c> takes when no name is given: small enough for any machine.</summary>
    public const string Usual = "clips";

    /// <summary>Their names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [
            .. typeof(ShippedConfigs).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(name => name[Prefix.Length..]).Order(StringComparer.Ordinal)
        ];

    /// <summary>Reads one.</summary>
    /// <param name="name">Its name, with or without its folder and ending.</param>
    /// <param name="changes">Settings as KEY=VALUE.</param>
    /// <exception cref="CommandException">There is none of that name.</exception>
    public static RunConfig Open(string name, string[] changes)
    {
        var plain = Path.GetFileNameWithoutExtension(name);
        if (!Names.Contains(plain))
        {
            throw CommandException.Usage(
                $"config: --defaults knows {string.Join(", ", Names)}, not '{name}'. Did you mean '{Nearest.To(plain, Names)}'?");
        }
        using var resource = typeof(ShippedConfigs).Assembly.GetManifestResourceStream(Prefix + plain)!;
        using var text = new StreamReader(resource, Encoding.UTF8);
        return RunConfig.Parse($"{plain}.json", Encoding.UTF8.GetBytes(text.ReadToEnd()), changes);
    }
}
