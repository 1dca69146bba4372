using Gexia.Data.Weights;

namespace Gexia.Pretrained;

/// <summary>
/// What training programs put before every parameter's name: <c>module.</c> where a model ran on several devices, <c>_orig_mod.</c> where
/// it was compiled, <c>model.</c> or <c>clip.</c> where it was a part of another one.
/// </summary>
internal static class WrapperNames
{
    private const int Deepest = 8;

    private static readonly string[] prefixes = ["module.", "_orig_mod.", "model.", "clip."];

    /// <summary>Names without such prefixes, each with the name in the file.</summary>
    /// <param name="file">The weights.</param>
    /// <exception cref="WeightsException">Some names have a prefix and others do not, so that it is not clear what belongs
    /// to the model.</exception>
    public static Dictionary<string, string> Strip(WeightsFile file)
    {
        // An averaged model counts what it averaged, beside its module.
        List<string> stored = [.. file.Entries.Keys.Where(name => name != "n_averaged")];
        var start = "";
        for (var depth = 0; depth < Deepest && stored.Count > 0; depth++)
        {
            var at = start.Length;
            if (Array.Find(prefixes, prefix => stored.Exists(name => Begins(name, at, prefix))) is not { } prefix) break;
            if (stored.Find(name => !Begins(name, at, prefix)) is { } other)
                throw new WeightsException(
                    file.Files[0],
                    $"some names begin with '{start}{prefix}', as '{Shorten(stored.First(name => Begins(name, at, prefix)))}' does, "
                    + $"and others do not, as '{Shorten(other)}'. Save the state dict of one model alone.");
            start += prefix;
        }
        return stored.ToDictionary(name => name[start.Length..], name => name, StringComparer.Ordinal);
    }

    private static bool Begins(string name, int at, string prefix) => string.CompareOrdinal(name, at, prefix, 0, prefix.Length) == 0;

    private static string Shorten(string name) => WeightsException.Shorten(name);
}
