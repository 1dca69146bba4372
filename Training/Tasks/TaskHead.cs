namespace Gexia.Training.Tasks;

/// <summary>Where the parameters of a task's head are named, beside those of the model.</summary>
internal static class TaskHead
{
    /// <summary>What their names begin with.</summary>
    public const string Prefix = "head";

    /// <summary>Whether a name is one of theirs.</summary>
    public static bool Holds(string name) => name.StartsWith(Prefix + ".", StringComparison.Ordinal);
}
