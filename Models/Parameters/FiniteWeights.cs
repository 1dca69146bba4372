
namespace Gexia.Models;

/// <summary>The rule that weights are finite: when they are read, when they are narrowed, and when they are saved.</summary>
internal static class FiniteWeights
{
    /// <summary>A stored value in the dtype that is computed in.</summary>
    /// <param name="path">Its file, for messages.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="stored">As it is stored.</param>
    /// <param name="finite">Whether it is known to be finite.</param>
    /// <param name="type">The dtype wanted.</param>
    /// <param name="allowNonFinite">Take NaN and infinity as they are.</param>
    /// <exception cref="GexiaException">It holds NaN or infinity, or a value that the dtype cannot hold.</exception>
    public static Tensor Read(string path, string name, Tensor stored, bool finite, DType type, bool allowNonFinite)
    {
        if (!finite && !allowNonFinite && NonFinite.In(stored) is { } found)
            throw new GexiaException(
                $"{path}: '{Shorten(name)}' holds {found}. A model with it gives NaN; to open it all the same say --allow-non-finite "
                + $"(AllowNonFinite in the library).");
        return Narrowing.To(type, stored, $"{path}: '{Shorten(name)}'");
    }

    /// <summary>Refuses parameters with NaN or infinity, before a file with good ones is replaced.</summary>
    /// <param name="path">The file that would be written.</param>
    /// <param name="values">What would be written, by name.</param>
    /// <exception cref="GexiaException">One is not finite; nothing was written.</exception>
    public static void RequireToSave(string path, IEnumerable<KeyValuePair<string, Tensor>> values)
    {
        foreach (var (name, value) in values)
            if (NonFinite.In(value) is { } found)
                throw new GexiaException(
                    $"{path}: is not written, because '{name}' holds {found}. What was saved before is unchanged; "
                    + $"go on from there with a lower learning rate.");
    }

    /// <summary>The first parameter that is not finite, described; null where all are.</summary>
    public static string? Problem(ParameterSet parameters) =>
        parameters.Select(parameter => NonFinite.In(parameter.Value) is { } found ? $"'{parameter.Name}' holds {found}" : null)
            .FirstOrDefault(problem => problem is not null);

    // A hostile name can be very long.
    private static string Shorten(string name) => name.Length <= 120 ? name : $"{name[..117]}...";
}
